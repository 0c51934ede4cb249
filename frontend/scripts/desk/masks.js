// Masks drawn on the picture of the chosen camera. The forms beside it are the truth: what is drawn here is written into
// their fields and sent, and what they say is shown here.
//
// Places are in percent of the picture, as in the forms: boxes, or polygons corner by corner. Where a mask moves, its key frames stand in a hidden field, as
// the engine takes them; between two of them the place is reckoned here just as it is there.

import { clockText, readClock } from "./clock.js"
import { send } from "./panels.js"

const SVG = "http://www.w3.org/2000/svg"
const PLACE = ["x", "y", "width", "height"]
const SMALLEST = 0.5 // percent
const SAME_KEY_MS = 20
const COMMIT_MS = 400
const CLOSING_PX = 12
const MIDDLE = [40, 40, 20, 20] // where a mask is put by keyboard
const DIAMOND = [50, 35, 62, 50, 50, 65, 38, 50]
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

const field = (form, name) => form.querySelector(`[name$="-${name}"]`)
const number = (text) => Number(String(text).replace(",", "."))
const clamp = (value, low, high) => Math.min(Math.max(value, low), high)

// A box inside of the picture that is large enough to be seen.
function fitted([x, y, width, height]) {
  const [w, h] = [clamp(width, SMALLEST, 100), clamp(height, SMALLEST, 100)]
  return [clamp(x, 0, 100 - w), clamp(y, 0, 100 - h), w, h]
}

// A polygon as it stands in its field: "10,20 35,20 22.5,40".
const readCorners = (text) => text.trim().split(/\s+/).filter(Boolean).flatMap((corner) => corner.split(",").map(Number))
const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n], flat[2 * n + 1]])
const rounded = (place) => place.map((share) => Math.round(share * 100) / 100)

// The box around corners.
function around(flat) {
  const [across, down] = [0, 1].map((side) => pairs(flat).map((corner) => corner[side]))
  const [x, y] = [Math.min(...across), Math.min(...down)]
  return [x, y, Math.max(...across) - x, Math.max(...down) - y]
}

// Corners moved and stretched so that the box around them is `box`.
function stretched(flat, [toX, toY, toWidth, toHeight]) {
  const [x, y, width, height] = around(flat)
  return pairs(flat).flatMap(([left, top]) => [toX + ((left - x) * toWidth) / (width || 1), toY + ((top - y) * toHeight) / (height || 1)])
}

// `place` is a flat list of percents: x, y, width and height of a box, or the corners of a polygon one after the other.
class Mask {
  constructor(form, part) {
    this.form = form
    this.part = part
    this.details = form.closest("[data-mask]")
    this.id = this.details.dataset.mask
  }

  get isPolygon() {
    return field(this.form, "points").value.trim() !== ""
  }

  get keys() {
    const text = field(this.form, "keys").value
    return text ? JSON.parse(text).map(({ at, box, points }) => ({ at: Date.parse(at), place: (points?.flat() ?? box).map((share) => share * 100) })) : []
  }

  get place() {
    return this.isPolygon ? readCorners(field(this.form, "points").value) : PLACE.map((name) => number(field(this.form, name).value))
  }

  get isWhole() {
    return field(this.form, "whole").checked
  }

  get isOutside() {
    return field(this.form, "outside").checked
  }

  get style() {
    return field(this.form, "style").value
  }

  get label() {
    return this.details.querySelector("summary").textContent.trim()
  }

  get moves() {
    return this.form.querySelector("[data-moving]").checked
  }

  covers(moment) {
    const { since, until } = this.part
    if (moment < since || moment >= until) return false
    const [from, to] = ["starts", "ends"].map((name) => readClock(field(this.form, name).value, since, until))
    return (from === null || moment >= from) && (to === null || moment < to)
  }

  // As `Mask.outline` of the engine: before the first key the first, after the last the last, straight lines between.
  placeAt(moment) {
    if (this.isWhole) return [0, 0, 100, 100]
    const keys = this.keys
    if (!keys.length) return this.place
    const after = keys.findIndex(({ at }) => moment < at)
    if (after === 0) return keys[0].place
    if (after < 0) return keys.at(-1).place
    const [left, right] = [keys[after - 1], keys[after]]
    const share = (moment - left.at) / (right.at - left.at)
    return left.place.map((part, n) => part + (right.place[n] - part) * share)
  }

  // Where it is from now on, or where it moves, at this moment.
  write(place, moment) {
    const { isPolygon } = this
    const put = rounded(isPolygon ? place : fitted(place))
    rounded(isPolygon ? around(put) : put).forEach((share, n) => (field(this.form, PLACE[n]).value = share))
    if (isPolygon) field(this.form, "points").value = pairs(put).join(" ")
    field(this.form, "whole").checked = false
    // A polygon with another number of corners than its key frames moves no more.
    const kept = this.keys.filter(({ at, place: { length } }) => Math.abs(at - moment) > SAME_KEY_MS && length === put.length)
    const keys = this.moves ? [...kept, { at: moment, place: put }].sort((a, b) => a.at - b.at) : []
    const stored = keys.map(({ at, place: there }) => {
      const shares = there.map((share) => share / 100)
      return { at: new Date(at).toISOString(), ...(isPolygon ? { points: pairs(shares) } : { box: shares }) }
    })
    field(this.form, "keys").value = stored.length ? JSON.stringify(stored) : ""
  }
}

export class Masks {
  constructor(desk) {
    this.desk = desk
    this.isDrawing = false
    this.held = null
    this.kind = "box"
    this.corners = [] // of a polygon that is being drawn
    this.selected = null
    this.tools = document.querySelector("[data-mask-tools]")
    this.tools?.addEventListener("click", (event) => {
      const kind = event.target.closest("[data-mask-kind]")?.dataset.maskKind
      if (kind) this.choose(kind)
    })
    document.addEventListener("desk:panels", () => this.read())
    document.addEventListener("desk:shape", () => this.lay())
    new ResizeObserver(() => this.lay()).observe(desk.stage)
    document.addEventListener("change", (event) => this.change(event))
    document.addEventListener("toggle", (event) => event.target.matches?.("[data-mask][open]") && this.select(event.target.dataset.mask), true)
    this.read()
  }

  // What the forms say; the drawing is made anew.
  read() {
    this.parts = [...document.querySelectorAll("[data-part]")].map((root) => {
      const camera = this.desk.cameraOf(root.dataset.of)
      const times = root.querySelector("[data-times]")
      const moment = (name, otherwise) => (times && readClock(field(times, name).value, camera.since, camera.until)) ?? otherwise
      return { root, hold: root.dataset.of, since: moment("starts", camera.since), until: moment("ends", camera.until) }
    })
    this.masks = this.parts.flatMap((part) => [...part.root.querySelectorAll("[data-mask-form]")].map((form) => new Mask(form, part)))
    // What is being moved meanwhile goes on from where the hand or the key has it.
    const moving = this.held && this.masks.find(({ id }) => id === this.held.mask.id)
    this.held = moving ? { ...this.held, mask: moving } : null
    this.lay()
  }

  // The drawing board over the picture of the chosen camera.
  lay() {
    const player = this.desk.chosen
    const place = player?.picture
    const { maskShape, of, corner } = document.activeElement?.dataset ?? {}
    const focused = maskShape ? `[data-mask-shape="${maskShape}"]` : of && `[data-of="${of}"][data-corner="${corner}"]`
    this.board?.remove()
    this.board = null
    if (!place || !this.desk.maySelect) return
    this.board = document.createElementNS(SVG, "svg")
    this.board.setAttribute("class", "saksi-board")
    this.board.setAttribute("viewBox", "0 0 100 100")
    this.board.setAttribute("preserveAspectRatio", "none")
    for (const side of ["left", "top", "width", "height"]) this.board.style[side] = `${place[side]}px`
    this.board.addEventListener("pointerdown", (event) => this.grab(event))
    this.board.addEventListener("keydown", (event) => this.press(event))
    this.shapes = this.masks.filter((mask) => mask.part.hold === player.camera.hold).map((mask) => this.shapeOf(mask))
    player.screen.append(this.board)
    this.board.classList.toggle("saksi-board--drawing", this.isDrawing)
    this.show()
    if (focused) this.board.querySelector(focused)?.focus({ preventScroll: true })
  }

  shapeOf(mask) {
    const place = mask.placeAt(this.desk.clock.now)
    const group = this.board.appendChild(draw("g"))
    const shade = draw("path", { class: `saksi-board__shade saksi-board__shade--${mask.style}` })
    const shape = draw(mask.isPolygon ? "polygon" : "rect", { class: "saksi-board__mask", tabindex: 0, role: "button", "aria-label": mask.label })
    shape.dataset.maskShape = mask.id
    shape.addEventListener("focus", () => this.select(mask.id))
    const handles = mask.isPolygon ? pairs(place) : CORNERS
    const corners = handles.map((_, n) => {
      const corner = draw("rect", { class: "saksi-board__corner" })
      corner.dataset.corner = n
      corner.dataset.of = mask.id
      if (mask.isPolygon) {
        Object.entries({ tabindex: 0, role: "button", "aria-label": `${mask.label}, ${n + 1}` }).forEach(([name, value]) => corner.setAttribute(name, value))
        corner.addEventListener("focus", () => this.select(mask.id))
      }
      return corner
    })
    group.append(shade, shape, ...corners)
    return { mask, group, shade, shape, corners }
  }

  // Where the masks are at the clock's moment.
  show() {
    const now = this.desk.clock.now
    for (const one of this.board ? this.shapes : []) {
      const isHere = one.mask.covers(now)
      one.group.toggleAttribute("hidden", !isHere)
      one.group.style.display = isHere ? "" : "none"
      if (isHere) this.place(one, this.held?.mask === one.mask ? this.held.place : one.mask.placeAt(now))
    }
  }

  place({ mask, shade, shape, corners }, place) {
    const polygon = mask.isPolygon && !mask.isWhole
    const handles = polygon ? pairs(place) : CORNERS.map(([right, down]) => [place[0] + right * place[2], place[1] + down * place[3]])
    const attributes = polygon ? { points: handles.join(" ") } : Object.fromEntries(PLACE.map((name, n) => [name, place[n]]))
    Object.entries(attributes).forEach(([name, value]) => shape.setAttribute(name, value))
    const outline = `M${handles.join("L")}z`
    shade.setAttribute("d", mask.isOutside ? `M0 0h100v100h-100z${outline}` : outline)
    shape.classList.toggle("saksi-board__mask--selected", this.selected === mask.id)
    const [w, h] = [1000 / parseFloat(this.board.style.width), 1000 / parseFloat(this.board.style.height)] // ten pixels
    corners.forEach((corner, n) => {
      const at = { x: handles[n]?.[0] - w / 2, y: handles[n]?.[1] - h / 2, width: w, height: h }
      if (handles[n]) Object.entries(at).forEach(([name, value]) => corner.setAttribute(name, value))
      corner.style.display = this.selected === mask.id && !mask.isWhole && handles[n] ? "" : "none"
    })
  }

  select(id) {
    if (this.selected === id) return
    this.selected = id
    const details = document.getElementById(`mask-${id}`)
    if (details && !details.open) details.open = true
    this.show()
  }

  setDrawing(isDrawing) {
    if (!this.tools) return
    this.isDrawing = isDrawing
    this.corners = []
    this.sketch([])
    this.board?.classList.toggle("saksi-board--drawing", isDrawing)
    document.querySelector('[data-do="mask"]')?.setAttribute("aria-pressed", String(isDrawing))
    this.tools.hidden = !isDrawing
    if (isDrawing) {
      this.desk.pause()
      this.choose("box")
    }
  }

  // What is drawn next. The whole picture is nothing to draw.
  choose(kind) {
    if (kind === "whole") return this.add({ whole: true })
    this.kind = kind
    this.corners = []
    this.sketch([])
    for (const button of this.tools.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.maskKind === kind))
    }
    const hint = this.tools.querySelector("[data-mask-hint]")
    hint.textContent = kind === "polygon" ? hint.dataset.polygon : hint.dataset.box
  }

  // A key while drawing; answers whether it meant something.
  drawByKey(key) {
    const buttons = [...this.tools.querySelectorAll("[data-mask-kind]")]
    const kind = buttons.find((button) => button.getAttribute("aria-keyshortcuts") === key.toUpperCase())?.dataset.maskKind
    if (kind) this.choose(kind)
    else if (key === "Enter") this.addByKey()
    else if (key === "Backspace" && this.corners.length) this.sketch((this.corners = this.corners.slice(0, -2)))
    else return false
    return true
  }

  addByKey() {
    if (this.kind !== "polygon") this.add({ place: MIDDLE })
    else if (this.corners.length >= 6) this.add({ place: this.corners })
    else if (!this.corners.length) this.add({ place: DIAMOND })
  }

  at(event) {
    const { left, top, width, height } = this.board.getBoundingClientRect()
    return [clamp((100 * (event.clientX - left)) / width, 0, 100), clamp((100 * (event.clientY - top)) / height, 0, 100)]
  }

  grab(event) {
    if (event.button) return
    const from = this.at(event)
    const corner = event.target.dataset.corner
    if (this.isDrawing && this.kind === "polygon") return this.addCorner(from, event)
    const id = event.target.dataset.maskShape ?? event.target.dataset.of
    const mask = this.masks.find((one) => one.id === id)
    if (!mask && !this.isDrawing) return
    event.preventDefault()
    this.desk.pause()
    if (mask && !this.isDrawing) {
      event.target.focus?.()
      const start = mask.placeAt(this.desk.clock.now)
      const change = corner === undefined ? moved : mask.isPolygon ? bent : resized
      this.drag(event, (to) => this.hold(mask, change(start, from, to, { corner: Number(corner), isPolygon: mask.isPolygon })))
    } else {
      this.drag(event, (to) => this.sketch(cornersOf(spanned(from, to))), (to) => this.add({ place: spanned(from, to) }))
    }
  }

  // A click on the first corner closes the polygon.
  addCorner(point, event) {
    event.preventDefault()
    const [x, y] = this.corners
    const { width, height } = this.board.getBoundingClientRect()
    const isFirst = this.corners.length >= 6 && Math.hypot(((point[0] - x) * width) / 100, ((point[1] - y) * height) / 100) < CLOSING_PX
    if (isFirst) return this.add({ place: this.corners })
    this.sketch((this.corners = [...this.corners, ...point]))
  }

  drag(event, onMove, onEnd = () => this.commit()) {
    const board = this.board
    board.setPointerCapture(event.pointerId)
    let last = null
    const move = (moving) => onMove((last = this.at(moving)))
    board.addEventListener("pointermove", move)
    const end = () => {
      board.removeEventListener("pointermove", move)
      if (last) onEnd(last)
    }
    board.addEventListener("pointerup", end, { once: true })
    board.addEventListener("pointercancel", end, { once: true })
  }

  hold(mask, place) {
    this.held = { mask, place: mask.isPolygon ? place.map((share) => clamp(share, 0, 100)) : fitted(place) }
    this.show()
  }

  // What is being drawn, as corners; nothing takes it away.
  sketch(corners) {
    this.outline?.remove()
    this.outline = null
    if (!corners.length || !this.board) return
    this.outline = this.board.appendChild(draw("polygon", { class: "saksi-board__mask saksi-board__mask--selected", points: pairs(corners).join(" ") }))
    this.outline.style.pointerEvents = "none"
  }

  // Writes what was dragged or moved by keys into the mask's form, and sends it.
  commit() {
    if (!this.held) return
    const { mask, place } = this.held
    this.held = null
    mask.write(place, this.desk.clock.now)
    send(mask.form).catch(() => this.desk.tell("failed"))
  }

  // A new mask on the part that holds the clock's moment.
  async add({ place = [0, 0, 100, 100], whole = false }) {
    const { kind } = this
    this.setDrawing(false)
    const isPolygon = kind === "polygon" && !whole
    const box = isPolygon ? around(place) : place
    if (box[2] < SMALLEST || box[3] < SMALLEST) return
    const { now } = this.desk.clock
    const parts = this.parts.filter((one) => one.hold === this.desk.chosen.camera.hold)
    const part = parts.find((one) => now >= one.since && now < one.until)
    if (!part) return this.desk.tell("noPart")
    const form = part.root.querySelector("[data-new-mask]")
    rounded(fitted(box)).forEach((share, n) => (field(form, PLACE[n]).value = share))
    field(form, "points").value = isPolygon ? pairs(rounded(place)).join(" ") : ""
    field(form, "whole").checked = whole
    field(form, "outside").checked = kind === "outside" && !whole
    if (whole) field(form, "style").value = "blur"
    field(form, "reason").value ||= this.reason ?? field(form, "reason").options[1].value
    const known = new Set(this.masks.map(({ id }) => id))
    await send(form).catch(() => this.desk.tell("failed"))
    const fresh = this.masks.find(({ id }) => !known.has(id))
    if (!fresh) return
    this.select(fresh.id)
    this.board?.querySelector(`[data-mask-shape="${fresh.id}"]`)?.focus()
  }

  press(event) {
    const { maskShape, of, corner } = event.target.dataset
    const mask = this.masks.find(({ id }) => id === (maskShape ?? of))
    if (!mask) return
    const [right, down] = ARROWS[event.key] ?? []
    const place = this.held?.mask === mask ? this.held.place : mask.placeAt(this.desk.clock.now)
    const step = event.shiftKey ? 5 : 0.5
    if (right !== undefined && !mask.isWhole) {
      const by = [right * step, down * step]
      const change = corner !== undefined ? bent : event.altKey ? grown : moved
      this.hold(mask, change(place, [0, 0], by, { corner: Number(corner), isPolygon: mask.isPolygon }))
      clearTimeout(this.soon)
      this.soon = setTimeout(() => this.commit(), COMMIT_MS)
    } else if (corner !== undefined && event.key === "Insert") {
      this.setCorners(mask, place, Number(corner), true)
    } else if (corner !== undefined && ["Delete", "Backspace"].includes(event.key)) {
      this.setCorners(mask, place, Number(corner), false)
    } else if (event.key === "Delete" || event.key === "Backspace") {
      mask.form.requestSubmit(mask.form.querySelector("[formaction]"))
    } else if (event.key === "Enter") {
      field(mask.form, "reason").focus()
    } else if (event.key === "Escape") {
      event.target.blur()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  // One corner more, in the middle of the side that begins at it, or one less.
  setCorners(mask, place, corner, isMore) {
    const corners = pairs(place)
    const [here, next] = [corners[corner], corners[(corner + 1) % corners.length]]
    if (isMore) corners.splice(corner + 1, 0, [(here[0] + next[0]) / 2, (here[1] + next[1]) / 2])
    else if (corners.length > 3) corners.splice(corner, 1)
    this.held = { mask, place: corners.flat() }
    this.commit()
  }

  // A field was changed by hand: it counts at once.
  change(event) {
    const form = event.target.closest("[data-mask-form]")
    if (!form) {
      const times = event.target.closest("[data-times]")
      if (times) send(times).catch(() => this.desk.tell("failed"))
      return
    }
    const mask = this.masks.find((one) => one.form === form)
    if (!mask) return
    const name = event.target.name?.split("-").at(-1)
    if (name === "reason") this.reason = event.target.value
    const { now } = this.desk.clock
    if (event.target.matches("[data-moving]")) {
      mask.write(mask.keys.length ? mask.placeAt(now) : mask.place, now)
    } else if (PLACE.includes(name)) {
      const box = PLACE.map((one) => number(field(form, one).value))
      mask.write(mask.isPolygon ? stretched(mask.placeAt(now), box) : box, now)
    } else if (name === "points" && mask.isPolygon) {
      mask.write(mask.place, now)
    }
    send(form).catch(() => this.desk.tell("failed"))
  }
}

function draw(name, attributes = {}) {
  const element = document.createElementNS(SVG, name)
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value))
  return element
}

// How a place changes when a hand, or a key, goes from one point to another.

function moved(place, [fromX, fromY], [toX, toY], { isPolygon }) {
  const [x, y, width, height] = isPolygon ? around(place) : place
  const box = fitted([x + toX - fromX, y + toY - fromY, width, height])
  return isPolygon ? stretched(place, box) : box
}

function grown(place, [fromX, fromY], [toX, toY], { isPolygon }) {
  const [x, y, width, height] = isPolygon ? around(place) : place
  const box = fitted([x, y, width + toX - fromX, height + toY - fromY])
  return isPolygon ? stretched(place, box) : box
}

function resized([x, y, width, height], from, [toX, toY], { corner }) {
  const [right, down] = CORNERS[corner]
  const opposite = [x + (1 - right) * width, y + (1 - down) * height]
  return spanned(opposite, [toX, toY])
}

const bent = (place, [fromX, fromY], [toX, toY], { corner }) =>
  place.map((share, n) => (n === 2 * corner ? share + toX - fromX : n === 2 * corner + 1 ? share + toY - fromY : share))

const spanned = ([x, y], [toX, toY]) => [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)]
const cornersOf = ([x, y, width, height]) => CORNERS.flatMap(([right, down]) => [x + right * width, y + down * height])
