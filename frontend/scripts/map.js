// The map: borders and names from our own data, a pin to put down, or the places that the page lists.
//
// A pin fills the position beside the box of the place; a place on the map chooses its entry of the list, and the other
// way round. For the office, `centre` is where it happened. Whatever is here can be done without it. Borders: requests_app/views/where.py.

import { Control, DivIcon, LayerGroup, Map as LeafletMap, Marker, Polygon, TileLayer } from "leaflet"

import { position, setPosition } from "./position.js"

const UNITS_A_DEGREE = 10_000
const PEN = { city: 2.5, district: 1.5, village: 0.8 }
const NAMED_FROM = { city: 0, district: 11.5, village: 13 } // the zoom at which names are written
const ROOM_FOR_NAME = [90, 18] // pixels
const CLOSE = 14 // beyond it, borders alone tell little
const CLOSEST = 17
const CLOSER_WITH_TILES = 2

const icon = (kind, html, size) => new DivIcon({ className: `saksi-map__${kind}`, html, iconSize: [size, size] })

function text(words) {
  const element = document.createElement("span")
  element.textContent = words
  return element
}

// The corners of a ring, [latitude, longitude] each, from the steps between them.
function corners(steps) {
  const found = []
  let east = 0
  let north = 0
  for (let at = 0; at < steps.length; at += 2) {
    east += steps[at]
    north += steps[at + 1]
    found.push([north / UNITS_A_DEGREE, east / UNITS_A_DEGREE])
  }
  return found
}

function encloses(rings, { lat, lng }) {
  let inside = false
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at += 1) {
      const [[south, west], [north, east]] = [ring[at - 1], ring[at]]
      if (south > lat !== north > lat && lng < west + ((east - west) * (lat - south)) / (north - south)) inside = !inside
    }
  }
  return inside
}

async function readAreas(url) {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json()).areas.map(([level, name, partOf, lat, lng, rings]) => ({
    level,
    name,
    partOf,
    centre: [lat, lng],
    rings: rings.map(corners),
  }))
}

// Where most of the city is: islands far away would make the rest too small to see.
function mostOf(areas) {
  const middle = areas.map(({ centre }) => centre[0]).sort((one, other) => one - other)[areas.length >> 1]
  return areas.map(({ centre }) => centre).filter(([lat]) => Math.abs(lat - middle) < 0.2)
}

function drawAreas(map, areas) {
  for (const { level, rings } of areas) {
    if (PEN[level]) new Polygon(rings, { color: "#0b5960", weight: PEN[level], fillOpacity: 0.04, interactive: false }).addTo(map)
  }
  const names = new LayerGroup().addTo(map)
  function write() {
    names.clearLayers()
    const [level] = Object.entries(NAMED_FROM).findLast(([, zoom]) => map.getZoom() >= zoom)
    const taken = []
    for (const { name, centre } of areas.filter((area) => area.level === level && map.getBounds().contains(area.centre))) {
      const { x, y } = map.latLngToContainerPoint(centre)
      if (taken.some((other) => Math.abs(other.x - x) < ROOM_FOR_NAME[0] && Math.abs(other.y - y) < ROOM_FOR_NAME[1])) continue
      taken.push({ x, y })
      new Marker(centre, { icon: icon("name", text(name.replace(/^Kota Administrasi /, "")), 0), interactive: false, keyboard: false }).addTo(names)
    }
  }
  map.on("moveend", write)
  return write
}

// Each place as a numbered button that chooses its entry of the list.
function drawPlaces(map, places) {
  const choices = [...document.querySelectorAll("input[type=radio][name=choice]")]
  const markers = places.map(([lat, lng, label], number) => {
    const choice = choices[number]
    choice.labels[0].prepend(`${number + 1}. `)
    const marker = new Marker([lat, lng], { icon: icon("place", text(number + 1), 44), title: label, alt: `${number + 1}. ${label}` })
    function choose() {
      choice.checked = true
      choice.dispatchEvent(new Event("change", { bubbles: true }))
    }
    marker.on("click", choose).addTo(map)
    marker.getElement().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      choose()
    })
    return marker
  })
  function mark() {
    markers.forEach((marker, number) => {
      marker.getElement().classList.toggle("saksi-map__place--chosen", choices[number].checked)
      marker.setZIndexOffset(choices[number].checked ? 1000 : 0)
    })
  }
  document.addEventListener("change", mark)
  mark()
}

function connectPin(map, frame, areas, close) {
  const said = frame.querySelector("[data-map-said]")
  const lift = frame.querySelector("[data-map-lift]")
  const pin = new Marker([0, 0], { icon: icon("pin", "", 44), interactive: false, keyboard: false })

  function put({ lat, lng }) {
    setPosition({ latitude: Number(lat.toFixed(6)), longitude: Number(lng.toFixed(6)), by: "map" })
    const area = areas.find(({ level, rings }) => level === "village" && encloses(rings, { lat, lng }))
    said.textContent = area ? said.dataset.pinned.replace("{area}", `${area.name}, ${area.partOf}`) : said.dataset.pinnedNowhere
  }

  function follow() {
    const found = position()
    lift.hidden = !found
    if (!found) return pin.remove()
    pin.setLatLng([found.latitude, found.longitude]).addTo(map)
    if (!map.getBounds().contains(pin.getLatLng())) map.setView(pin.getLatLng(), Math.max(map.getZoom(), close))
  }

  document.addEventListener("saksi:position", follow)
  map.on("click", ({ latlng }) => put(latlng))
  frame.querySelector("[data-map-drop]").addEventListener("click", () => put(map.getCenter()))
  lift.addEventListener("click", () => {
    setPosition(null)
    said.textContent = said.dataset.lifted
    frame.querySelector("[data-map-drop]").focus()
  })
  frame.querySelector("[data-map-here]").addEventListener("click", () => {
    const lost = () => (said.textContent = said.dataset.lost)
    if (!navigator.geolocation) return lost()
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put({ lat: coords.latitude, lng: coords.longitude })
        map.setView([coords.latitude, coords.longitude], close)
      },
      lost,
      { enableHighAccuracy: true, timeout: 20_000 },
    )
  })
  follow()
}

export async function show(frame) {
  const canvas = frame.querySelector("[data-map-canvas]")
  const { outlines, places, centre, tiles, attribution, pin } = { ...frame.dataset, pin: frame.querySelector("[data-map-drop]") }
  const areas = await readAreas(outlines)
  const listed = JSON.parse(places)
  const more = tiles ? CLOSER_WITH_TILES : 0
  const close = CLOSE + more
  const map = new LeafletMap(canvas, { preferCanvas: true, zoomControl: false, attributionControl: false, maxZoom: CLOSEST + more })
  new Control.Zoom({ zoomInTitle: canvas.dataset.zoomIn, zoomOutTitle: canvas.dataset.zoomOut }).addTo(map)
  if (tiles) {
    new TileLayer(tiles, { maxZoom: CLOSEST + more }).addTo(map)
    new Control.Attribution({ prefix: false }).addAttribution(attribution).addTo(map)
  }
  canvas.setAttribute("role", "application")
  canvas.setAttribute("aria-label", canvas.dataset.label)
  const writeNames = drawAreas(map, areas)
  const found = pin && position()
  const known = [...listed.map(([lat, lng]) => [lat, lng]), ...(centre ? [JSON.parse(centre)] : [])]
  if (found) map.setView([found.latitude, found.longitude], close)
  else map.fitBounds(known.length ? known : mostOf(areas), { padding: [24, 24], maxZoom: close })
  writeNames()
  drawPlaces(map, listed)
  if (centre) {
    new Marker(JSON.parse(centre), { icon: icon("pin", "", 44), interactive: false, keyboard: false }).addTo(map)
    new Control.Scale({ imperial: false }).addTo(map)
  }
  if (pin) connectPin(map, frame, areas, close)
  canvas.focus()
}
