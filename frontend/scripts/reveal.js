// Shows a field below the choice it belongs to, and hides it below the others.
//
// Our own and not govuk-frontend's, which says aria-expanded of a radio button: ARIA does not allow that.
// Markup (templates/forms/choices.html): the button has data-reveals="ID-OF-THE-FIELD". A part of a form that belongs to
// several choices says so itself: data-of="NAME-OF-THE-BUTTONS" data-shown-for="VALUE VALUE".

export function revealBelowChoices() {
  const choices = document.querySelectorAll("input[data-reveals]")
  const parts = document.querySelectorAll("[data-shown-for]")

  function settle() {
    for (const choice of choices) document.getElementById(choice.dataset.reveals).hidden = !choice.checked
    for (const part of parts) {
      const chosen = document.querySelector(`input[name="${part.dataset.of}"]:checked`)
      part.hidden = !part.dataset.shownFor.split(" ").includes(chosen?.value)
    }
  }

  document.addEventListener("change", settle)
  window.addEventListener("pageshow", settle) // a browser that goes back restores the answers late
  settle()
}
