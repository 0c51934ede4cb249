// Offers the map, and fetches it (map.js, map.css) when somebody wants it: nobody else pays for it.
// Markup: templates/resident/parts/map.html.

function load(style) {
  return new Promise((done, failed) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = style
    link.onload = done
    link.onerror = failed
    document.head.append(link)
  })
}

export function offerMap() {
  const frame = document.querySelector("[data-map]")
  if (!frame) return
  frame.hidden = false
  frame.querySelector("[data-map-show]").addEventListener("click", async (event) => {
    event.target.hidden = true
    frame.querySelector("[data-map-box]").hidden = false
    try {
      const [map] = await Promise.all([import(frame.dataset.map), load(frame.dataset.style)])
      await map.show(frame)
    } catch {
      const said = frame.querySelector("[data-map-said]")
      said.textContent = said.dataset.failed
      frame.querySelector("[data-map-canvas]").hidden = true
    }
  })
}
