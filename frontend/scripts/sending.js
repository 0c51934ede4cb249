// A form stays on the screen with all that was typed until the network is there to take it. A lost network would give way
// to the browser's own error page, and what was typed would be gone.
//
// Before a form is sent the service is asked for a few bytes. No answer: the form stays, and a notice says what to do.
// When sending itself takes too long, it is stopped and the form stays as well; what arrives twice counts once.
//
// Markup (templates/resident/base.html): [data-sending] around the notices, hidden; in it [data-notice="offline"],
// "slow" and "stopped".

const ANSWER_MS = 10_000
const SLOW_MS = 6_000
const STOP_MS = 45_000
const TYPED = "textarea, select, input:not([type=hidden])" // a button alone has nothing to lose

async function isThere() {
  if (!navigator.onLine) return false
  const asking = new AbortController()
  const patience = setTimeout(() => asking.abort(), ANSWER_MS)
  const icon = document.querySelector("link[rel=icon]").href
  try {
    await fetch(icon, { method: "HEAD", cache: "no-store", signal: asking.signal })
    return true
  } catch {
    return false
  } finally {
    clearTimeout(patience)
  }
}

export function sendWhenConnected() {
  const box = document.querySelector("[data-sending]")
  if (!box || !HTMLFormElement.prototype.requestSubmit) return
  const onItsWay = new WeakSet()
  let timers = []
  let isAsking = false

  function say(which, { focus = false } = {}) {
    box.querySelectorAll("[data-notice]").forEach((notice) => (notice.hidden = notice.dataset.notice !== which))
    box.hidden = !which
    if (which && focus) box.focus()
  }

  function rest() {
    timers.forEach(clearTimeout)
    timers = []
  }

  document.addEventListener(
    "submit",
    async (event) => {
      const { target: form, submitter } = event
      if (!form.querySelector(TYPED)) return
      if (onItsWay.delete(form)) {
        timers = [
          setTimeout(say, SLOW_MS, "slow"),
          setTimeout(() => {
            window.stop()
            rest()
            say("stopped", { focus: true })
          }, STOP_MS),
        ]
        setTimeout(() => event.defaultPrevented && rest()) // a script sends it by itself
        return
      }
      event.preventDefault()
      event.stopPropagation()
      if (isAsking) return // pressed again meanwhile
      isAsking = true
      rest() // of a send that came to nothing, since whoever pressed then stayed on the page
      timers = [setTimeout(say, SLOW_MS, "slow")]
      const connected = await isThere()
      isAsking = false
      rest()
      if (!connected) return say("offline", { focus: true })
      say(null)
      onItsWay.add(form)
      form.requestSubmit(submitter || undefined)
    },
    { capture: true },
  )
  window.addEventListener("online", () => say(null))
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    rest()
    say(null)
  })
}
