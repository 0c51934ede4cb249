// Sends the desk's plain forms without loading the page anew, and puts the panels that changed in their place.
//
// The server answers a form that carries the header with the panels alone (templates/console/footage/panels.html); each
// goes where the element of its id stands. Where the network fails, the form is sent as a form.

const PANELS = "X-Saksi-Panels"

// What only scripts can use is shown, what they make needless is hidden.
export function showForScripts(root) {
  root.querySelectorAll("[data-scripted]").forEach((one) => (one.hidden = false))
  root.querySelectorAll("[data-unscripted]").forEach((one) => (one.hidden = true))
}

function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html")
  const [focused, opened] = [document.activeElement?.id, [...document.querySelectorAll("details[open][id]")].map(({ id }) => id)]
  for (const panel of [...fresh.body.children]) {
    const old = document.getElementById(panel.id)
    if (!old) continue
    old.replaceWith(panel)
    showForScripts(panel)
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "")
  document.dispatchEvent(new Event("desk:panels"))
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
}

// One after the other, as they were pressed: a later change never arrives before an earlier one, and what stands on the
// page is not put back to an earlier state while a later one is on its way.
let sending = Promise.resolve()
let waiting = 0
let acts = Promise.resolve()
let acting = 0

// Does what depends on what the page says once everything before it is on the page.
export function inOrder(act) {
  acting += 1
  acts = acts.then(() => sending).then(act).catch(() => {}).finally(() => (acting -= 1))
  return acts
}

async function settle() {
  while (waiting || acting) await Promise.all([acts, sending])
}

// Sends `form` as it stands now, as if `button` was pressed; answers whether the server took it.
export function send(form, button) {
  const body = new FormData(form)
  const address = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action
  waiting += 1
  const answer = sending.then(() => post(address, body))
  sending = answer.catch(() => {})
  return answer
}

async function post(address, body) {
  let answer, html
  try {
    answer = await fetch(address, { method: "POST", body, keepalive: true, headers: { [PANELS]: "1" } })
    html = await answer.text()
  } finally {
    waiting -= 1
  }
  if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status))
  if (!answer.ok || !waiting) replace(html)
  if (answer.status === 422) document.querySelector("#fd-errors .govuk-error-summary")?.scrollIntoView({ block: "nearest" })
  return answer.ok
}

export function sendForms(root) {
  // Whoever leaves at once loses nothing: what is on its way arrives first.
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]:not([href^='#'], [target], [download])")
    if (!(waiting || acting) || !link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    settle().then(() => location.assign(link.href))
  })
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-send]")
    if (!form) return
    event.preventDefault()
    if (form.matches("[data-mark-form]")) document.activeElement.blur() // back to the keys of the desk
    const address = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action
    send(form, event.submitter).catch(() => {
      form.action = address // the page of the error says what is wrong
      form.submit()
    })
  })
}
