// Shows how far a piece of work has come that a worker does elsewhere.
//
// Markup (templates/components/progress.html): an element with data-progress="STATUS-URL", holding a <progress>, an
// element [data-progress-text] that is aria-live, and a link [data-progress-refresh] for browsers without this script.
// The URL answers JSON {"percent": 0-100, "text": "a sentence", "done": bool}; when it is done the page is loaded anew,
// unless somebody who brings the result in by other means cancels the event "progress:done".

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 8000
const FAILURES_BEFORE_HELP = 3

function follow(box) {
  const bar = box.querySelector("progress")
  const text = box.querySelector("[data-progress-text]")
  const refresh = box.querySelector("[data-progress-refresh]")
  let wait = FIRST_WAIT_MS
  let failures = 0

  async function look() {
    if (document.hidden || !box.isConnected) return // asks again when the page is looked at
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } })
      if (!answer.ok) throw new Error(String(answer.status))
      const status = await answer.json()
      wait = bar.value === status.percent ? Math.min(wait * 1.5, LONGEST_WAIT_MS) : FIRST_WAIT_MS
      bar.value = status.percent
      if (text.textContent !== status.text) text.textContent = status.text
      if (status.done) {
        const done = new Event("progress:done", { bubbles: true, cancelable: true })
        return box.dispatchEvent(done) && location.reload()
      }
      failures = 0
    } catch {
      failures += 1
      wait = LONGEST_WAIT_MS
      if (failures >= FAILURES_BEFORE_HELP) refresh?.classList.add("saksi-progress__refresh--stuck")
    }
    setTimeout(look, wait)
  }

  document.addEventListener("visibilitychange", () => document.hidden || look())
  setTimeout(look, wait)
}

export function followProgress(within = document) {
  within.querySelectorAll("[data-progress]").forEach(follow)
}
