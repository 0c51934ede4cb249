// Keeps what is typed into a form on the server while it is typed: data-draft="URL", and an element [data-draft-said] that
// is aria-live. A moment after the last key, and when the page is left.

const QUIET_MS = 800

function keep(form) {
  const said = form.querySelector("[data-draft-said]")
  let timer = null

  async function save() {
    clearTimeout(timer)
    timer = null
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error" })
      if (!answer.ok) throw new Error(String(answer.status))
      said.textContent = (await answer.json()).text
    } catch {
      said.textContent = said.dataset.lost
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(save, QUIET_MS)
  })
  form.addEventListener("submit", () => clearTimeout(timer))
  window.addEventListener("pagehide", () => timer && navigator.sendBeacon(form.dataset.draft, new FormData(form)))
}

export function keepDrafts() {
  document.querySelectorAll("form[data-draft]").forEach(keep)
}
