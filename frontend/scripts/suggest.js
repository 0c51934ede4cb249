// Suggests places below the box while a name is typed: the combobox with a list of the ARIA Authoring Practices.
//
// Markup (templates/resident/application/search.html): [data-suggest="URL"] around the box. The URL takes the form by POST
// and answers JSON {"said": "a sentence", "places": [{"label", "hint", "latitude", "longitude"}]}. A suggestion that is
// taken spares the page with the list. When nothing answers, that page is still there.

import { position, setPosition } from "./position.js"

const PAUSE_MS = 250
const FEWEST_LETTERS = 3

export function suggestPlaces() {
  const frame = document.querySelector("[data-suggest]")
  if (!frame) return
  const box = frame.querySelector("input")
  const list = document.createElement("ul")
  const said = document.createElement("div")
  let places = []
  let active = -1
  let pause
  let asking = new AbortController()

  list.className = "saksi-suggest__list"
  list.id = `${box.id}-suggestions`
  list.hidden = true
  list.setAttribute("aria-label", box.labels[0].textContent)
  said.className = "govuk-visually-hidden"
  said.setAttribute("role", "status")
  list.setAttribute("role", "listbox")
  box.after(list, said)
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    box.setAttribute(name, value)

  function close() {
    clearTimeout(pause)
    asking.abort()
    list.hidden = true
    box.setAttribute("aria-expanded", "false")
    box.removeAttribute("aria-activedescendant")
    active = -1
  }

  function show(answer) {
    places = answer.places
    active = -1
    box.removeAttribute("aria-activedescendant")
    list.replaceChildren(
      ...places.map((place, number) => {
        const option = document.createElement("li")
        const hint = document.createElement("span")
        option.id = `${list.id}-${number}`
        option.className = "saksi-suggest__option"
        option.setAttribute("role", "option")
        option.setAttribute("aria-selected", "false")
        hint.className = "saksi-suggest__hint"
        hint.textContent = place.hint
        option.append(place.label, hint)
        option.addEventListener("pointerdown", (event) => event.preventDefault()) // the box keeps the focus
        option.addEventListener("click", () => take(number))
        return option
      }),
    )
    list.hidden = !places.length
    box.setAttribute("aria-expanded", String(!list.hidden))
    said.textContent = answer.said
  }

  async function ask() {
    asking.abort()
    asking = new AbortController()
    try {
      const answer = await fetch(frame.dataset.suggest, {
        method: "POST",
        body: new FormData(box.form),
        signal: asking.signal,
      })
      if (answer.ok && document.activeElement === box) show(await answer.json())
    } catch {
      // no network, or more was typed: the next page has the list
    }
  }

  function take(number) {
    const { label, latitude, longitude } = places[number]
    box.value = label
    setPosition({ latitude, longitude, by: "list" })
    close()
  }

  function move(to) {
    const options = [...list.children]
    options[active]?.setAttribute("aria-selected", "false")
    active = (to + options.length) % options.length
    options[active].setAttribute("aria-selected", "true")
    options[active].scrollIntoView({ block: "nearest" })
    box.setAttribute("aria-activedescendant", options[active].id)
  }

  box.addEventListener("input", () => {
    close()
    if (position()?.by !== "map") setPosition(null)
    if (box.value.trim().length >= FEWEST_LETTERS) pause = setTimeout(ask, PAUSE_MS)
  })
  box.addEventListener("blur", close)
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return
    if (event.key === "ArrowDown") move(active + 1)
    else if (event.key === "ArrowUp") move(active < 0 ? -1 : active - 1)
    else if (event.key === "Enter" && active >= 0) take(active)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
  })
}
