// Starts govuk-frontend's behaviours on the elements that ask for them with data-module.

export function start(...components) {
  if (!("noModule" in HTMLScriptElement.prototype)) return
  document.body.classList.add("js-enabled", "govuk-frontend-supported")
  for (const Component of components) {
    for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
      new Component(element)
    }
  }
}
