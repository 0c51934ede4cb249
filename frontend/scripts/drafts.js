// Keeps what is typed into a form on the server while it is typed: data-draft="URL", and an element [data-draft-said] that
// is aria-live. A moment after the last key, before the form is sent, and when the page is left.
//
// A form is not sent while nobody would take it (signed out, no network): what was typed stays on the page until it can be.

import { csrfToken } from "./played.js"

const QUIET_MS = 800

// Whoever signed in again in another tab has another token than this page.
async function renewToken() {
  const account = document.querySelector(".saksi-account__name")
  const answer = await fetch(account.href, { redirect: "error" })
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  const token = csrfToken(fresh)
  for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = token
}

const post = (form) => fetch(form.dataset.draft, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error" })

function keep(form) {
  const said = form.querySelector("[data-draft-said]")
  let timer = null
  let isKept = true
  let saving = null // what is on its way

  function save() {
    clearTimeout(timer)
    timer = null
    isKept = true // unless more is typed meanwhile
    const before = saving
    const sent = (async () => {
      await before
      try {
        let answer = await post(form).catch(() => null)
        if (!answer?.ok) {
          await renewToken()
          answer = await post(form)
        }
        if (answer.ok) said.textContent = (await answer.json()).text
      } catch {
        isKept = false
        said.textContent = said.dataset.lost
      }
      if (saving === sent) saving = null
    })()
    saving = sent
    return sent
  }

  form.addEventListener("input", () => {
    isKept = false
    clearTimeout(timer)
    timer = setTimeout(save, QUIET_MS)
  })
  let isSent = false
  let isWaiting = false
  form.addEventListener("submit", async (event) => {
    if (isSent || (isKept && !saving)) return (isSent = false)
    event.preventDefault()
    if (isWaiting) return
    isWaiting = true
    await (isKept ? saving : save())
    isWaiting = false
    if (!isKept) return said.scrollIntoView({ block: "nearest" })
    isSent = true
    form.requestSubmit(event.submitter)
  })
  window.addEventListener("pagehide", () => timer && navigator.sendBeacon(form.dataset.draft, new FormData(form)))
}

export function keepDrafts() {
  document.querySelectorAll("form[data-draft]").forEach(keep)
}
