// Without a network a form stays on the screen with all that was typed, instead of giving way to the browser's error.
//
// Markup: an element with data-offline, hidden, that says so (templates/resident/base.html).

export function holdFormsOffline() {
  const notice = document.querySelector("[data-offline]")
  if (!notice) return
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine) return
      event.preventDefault()
      event.stopPropagation()
      notice.hidden = false
      notice.focus()
    },
    { capture: true },
  )
  window.addEventListener("online", () => (notice.hidden = true))
}
