// Brings an officer's preview into the case page without loading it anew, so that nothing typed there is lost
// (templates/console/camera.html, preview.html). Without this script the same forms and links load the page.

import { showMarks } from "./marks.js"
import { followProgress } from "./progress.js"

async function renew(part, request) {
  const answer = await request
  if (!answer.ok) throw new Error(String(answer.status))
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.querySelector(`[data-footage="${part.dataset.footage}"]`)
  part.replaceChildren(...fresh.children)
  followProgress(part)
  showMarks(part)
}

function look(event) {
  const form = event.target.closest("[data-look]")
  if (!form) return
  event.preventDefault()
  const asked = fetch(form.action, { method: "POST", body: new FormData(form) }) // leads on to the case page
  renew(form.closest("[data-footage]"), asked).catch(() => form.submit())
}

function finish(event) {
  const part = event.target.closest("[data-footage]")
  if (!part) return
  event.preventDefault()
  const page = part.closest("[data-case]").dataset.case
  renew(part, fetch(page)).catch(() => location.assign(page))
}

export function renewFootage() {
  document.addEventListener("submit", look)
  document.addEventListener("progress:done", finish)
}
