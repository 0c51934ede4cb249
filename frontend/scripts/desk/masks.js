// Masks drawn on the picture of the chosen camera. The forms beside it are the truth: what is drawn here is written into
// their fields and sent, and what they say is shown here.
//
// Places are in percent of the picture, as in the forms. Where a mask moves, its key frames stand in a hidden field, as
// the engine takes them; between two of them the place is reckoned here just as it is there.

import { clockText, readClock } from "./clock.js"
import { send } from "./panels.js"

const SVG = "http://www.w3.org/2000/svg"
const PLACE = ["x", "y", "width", "height"]
const SMALLEST = 0.5 // percent
const SAME_KEY_MS = 20
const COMMIT_MS = 400
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

class Mask {
  constructor(form, part) {
    this.form = form
    this.part = part
    this.details = form.closest("[data-mask]")
    this.id = this.details.dataset.mask
  }

  get keys() {
    const text = field(this.form, "keys").value
    return text ? JSON.parse(text).map(({ at, box }) => ({ at: Date.parse(at), box: box.map((share) => share * 100) })) : []
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
  boxAt(moment) {
    if (this.isWhole) return [0, 0, 100, 100]
    const keys = this.keys
    if (!keys.length) return PLACE.map((name) => number(field(this.form, name).value))
    const after = keys.findIndex(({ at }) => moment < at)
    if (after === 0) return keys[0].box
    if (after < 0) return keys.at(-1).box
    const [left, right] = [keys[after - 1], keys[after]]
    const share = (moment - left.at) / (right.at - left.at)
    return left.box.map((part, n) => part + (right.box[n] - part) * share)
  }

  write(box, moment) {
    const rounded = fitted(box).map((part) => Math.round(part * 100) / 100)
    PLACE.forEach((name, n) => (field(this.form, name).value = rounded[n]))
    field(this.form, "whole").checked = false
    const keys = this.moves ? this.keys.filter(({ at }) => Math.abs(at - moment) > SAME_KEY_MS) : []
    if (this.moves) keys.push({ at: moment, box: rounded })
    const stored = keys.sort((a, b) => a.at - b.at).map(({ at, box: place }) => ({ at: new Date(at).toISOString(), box: place.map((part) => part / 100) }))
    field(this.form, "keys").value = stored.length ? JSON.stringify(stored) : ""
  }
}

export class Masks {
  constructor(desk) {
    this.desk = desk
    this.isDrawing = false
    this.selected = null
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
    this.lay()
  }

  // The drawing board over the picture of the chosen camera.
  lay() {
    const player = this.desk.chosen
    const place = player?.picture
    const focused = document.activeElement?.dataset?.maskShape
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
    this.shapes = this.masks
      .filter((mask) => mask.part.hold === player.camera.hold)
      .map((mask) => {
        const group = document.createElementNS(SVG, "g")
        const shade = document.createElementNS(SVG, "path")
        shade.setAttribute("class", `saksi-board__shade saksi-board__shade--${mask.style}`)
        const shape = document.createElementNS(SVG, "rect")
        Object.entries({ class: "saksi-board__mask", tabindex: 0, role: "button", "aria-label": mask.label }).forEach(([name, value]) => shape.setAttribute(name, value))
        shape.dataset.maskShape = mask.id
        shape.addEventListener("focus", () => this.select(mask.id))
        const corners = CORNERS.map((_, n) => {
          const corner = document.createElementNS(SVG, "rect")
          corner.setAttribute("class", "saksi-board__corner")
          corner.dataset.corner = n
          corner.dataset.of = mask.id
          return corner
        })
        group.append(shade, shape, ...corners)
        this.board.append(group)
        return { mask, group, shade, shape, corners }
      })
    player.screen.append(this.board)
    this.board.classList.toggle("saksi-board--drawing", this.isDrawing)
    this.show()
    if (focused) this.board.querySelector(`[data-mask-shape="${focused}"]`)?.focus({ preventScroll: true })
  }

  // Where the masks are at the clock's moment.
  show() {
    const now = this.desk.clock.now
    for (const one of this.board ? this.shapes : []) {
      const isHere = one.mask.covers(now)
      one.group.toggleAttribute("hidden", !isHere)
      one.group.style.display = isHere ? "" : "none"
      if (isHere) this.place(one, this.held?.mask === one.mask ? this.held.box : one.mask.boxAt(now))
    }
  }

  place({ mask, shade, shape, corners }, [x, y, width, height]) {
    Object.entries({ x, y, width, height }).forEach(([name, value]) => shape.setAttribute(name, value))
    const box = `M${x} ${y}h${width}v${height}h${-width}z`
    shade.setAttribute("d", mask.isOutside ? `M0 0h100v100h-100z${box}` : box)
    shape.classList.toggle("saksi-board__mask--selected", this.selected === mask.id)
    const [w, h] = [1000 / parseFloat(this.board.style.width), 1000 / parseFloat(this.board.style.height)] // ten pixels
    corners.forEach((corner, n) => {
      const [right, down] = CORNERS[n]
      const at = { x: x + right * width - w / 2, y: y + down * height - h / 2, width: w, height: h }
      Object.entries(at).forEach(([name, value]) => corner.setAttribute(name, value))
      corner.style.display = this.selected === mask.id && !mask.isWhole ? "" : "none"
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
    this.isDrawing = isDrawing
    this.board?.classList.toggle("saksi-board--drawing", isDrawing)
    document.querySelector('[data-do="mask"]')?.setAttribute("aria-pressed", String(isDrawing))
    if (isDrawing) this.desk.pause()
  }

  at(event) {
    const { left, top, width, height } = this.board.getBoundingClientRect()
    return [clamp((100 * (event.clientX - left)) / width, 0, 100), clamp((100 * (event.clientY - top)) / height, 0, 100)]
  }

  grab(event) {
    if (event.button) return
    const from = this.at(event)
    const corner = event.target.dataset.corner
    const id = event.target.dataset.maskShape ?? event.target.dataset.of
    const mask = this.masks.find((one) => one.id === id)
    if (!mask && !this.isDrawing) return
    event.preventDefault()
    this.desk.pause()
    if (mask && !this.isDrawing) {
      event.target.focus?.()
      const start = mask.boxAt(this.desk.clock.now)
      this.drag(event, (to) => this.hold(mask, corner === undefined ? moved(start, from, to) : resized(start, Number(corner), to)))
    } else {
      this.drag(event, (to) => this.sketch(from, to), (to) => this.add(spanned(from, to)))
    }
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

  hold(mask, box) {
    this.held = { mask, box: fitted(box) }
    this.show()
  }

  sketch(from, to) {
    this.outline ??= this.board.appendChild(document.createElementNS(SVG, "rect"))
    this.outline.setAttribute("class", "saksi-board__mask saksi-board__mask--selected")
    const [x, y, width, height] = spanned(from, to)
    Object.entries({ x, y, width, height }).forEach(([name, value]) => this.outline.setAttribute(name, value))
  }

  // Writes what was dragged or moved by keys into the mask's form, and sends it.
  commit() {
    if (!this.held) return
    const { mask, box } = this.held
    this.held = null
    mask.write(box, this.desk.clock.now)
    send(mask.form).catch(() => this.desk.tell("failed"))
  }

  // A new mask on the part that holds the clock's moment.
  async add(box) {
    this.outline?.remove()
    this.outline = null
    this.setDrawing(false)
    if (box[2] < SMALLEST || box[3] < SMALLEST) return
    const { now } = this.desk.clock
    const parts = this.parts.filter((one) => one.hold === this.desk.chosen.camera.hold)
    const part = parts.find((one) => now >= one.since && now < one.until)
    if (!part) return this.desk.tell("noPart")
    const form = part.root.querySelector("[data-new-mask]")
    fitted(box).forEach((value, n) => (field(form, PLACE[n]).value = Math.round(value * 100) / 100))
    field(form, "reason").value ||= this.reason ?? field(form, "reason").options[1].value
    const known = new Set(this.masks.map(({ id }) => id))
    await send(form).catch(() => this.desk.tell("failed"))
    const fresh = this.masks.find(({ id }) => !known.has(id))
    if (!fresh) return
    this.select(fresh.id)
    this.board?.querySelector(`[data-mask-shape="${fresh.id}"]`)?.focus()
  }

  press(event) {
    const mask = this.masks.find(({ id }) => id === event.target.dataset.maskShape)
    if (!mask) return
    const [right, down] = ARROWS[event.key] ?? []
    if (right !== undefined && !mask.isWhole) {
      const step = event.shiftKey ? 5 : 0.5
      const [x, y, width, height] = this.held?.mask === mask ? this.held.box : mask.boxAt(this.desk.clock.now)
      this.hold(mask, event.altKey ? [x, y, width + right * step, height + down * step] : [x + right * step, y + down * step, width, height])
      clearTimeout(this.soon)
      this.soon = setTimeout(() => this.commit(), COMMIT_MS)
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
      const box = mask.keys.length ? mask.boxAt(now) : PLACE.map((one) => number(field(form, one).value))
      mask.write(box, now)
    } else if (PLACE.includes(name)) {
      mask.write(PLACE.map((one) => number(field(form, one).value)), now)
    }
    send(form).catch(() => this.desk.tell("failed"))
  }
}

const moved = ([x, y, width, height], [fromX, fromY], [toX, toY]) => [x + toX - fromX, y + toY - fromY, width, height]

function resized([x, y, width, height], corner, [toX, toY]) {
  const [right, down] = CORNERS[corner]
  const opposite = [x + (1 - right) * width, y + (1 - down) * height]
  return spanned(opposite, [toX, toY])
}

const spanned = ([x, y], [toX, toY]) => [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)]
