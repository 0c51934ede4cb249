// Shows a field below the choice it belongs to, and hides it below the others.
//
// Our own and not govuk-frontend's, which says aria-expanded of a radio button: ARIA does not allow that.
// Markup (templates/forms/choices.html): the button has data-reveals="ID-OF-THE-FIELD".

export function revealBelowChoices() {
  const choices = document.querySelectorAll("input[data-reveals]")

  function settle() {
    for (const choice of choices) document.getElementById(choice.dataset.reveals).hidden = !choice.checked
  }

  document.addEventListener("change", settle)
  window.addEventListener("pageshow", settle) // a browser that goes back restores the answers late
  settle()
}
