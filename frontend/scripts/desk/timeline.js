// The timeline of all cameras: the still picture of the server, made to zoom, and a hand that shows and sets the time.
//
// Every bar carries its moments (templates/console/footage/timeline.html); its place is reckoned from them anew.

import { clockText } from "./clock.js"

const STEPS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 10_800, 21_600].map((seconds) => seconds * 1000)
const MOST_TICKS = 8
const SHORTEST_VIEW = 2000
const SVG = "http://www.w3.org/2000/svg"

export class Timeline {
  constructor(root, clock, seek) {
    this.clock = clock
    this.seek = seek
    this.view = { since: clock.since, until: clock.until }
    this.adopt(root)
  }

  // The server's drawing, new after something was changed.
  adopt(root) {
    this.root = root
    this.rows = root.querySelector("[data-timeline]")
    this.axis = root.querySelector("[data-axis]")
    this.hand = document.createElement("div")
    this.hand.className = "saksi-tl__hand"
    const pane = document.createElement("div")
    pane.className = "saksi-tl__pane"
    pane.append(this.hand)
    this.rows.append(pane)
    this.pane = pane
    Object.entries({ role: "slider", tabindex: 0, "aria-label": root.getAttribute("aria-label") }).forEach(([name, value]) =>
      pane.setAttribute(name, value),
    )
    pane.addEventListener("pointerdown", (event) => this.grab(event))
    pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false })
    this.draw()
  }

  at(event) {
    const { left, width } = this.pane.getBoundingClientRect()
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1)
    return this.view.since + share * (this.view.until - this.view.since)
  }

  grab(event) {
    if (event.button) return
    this.pane.setPointerCapture(event.pointerId)
    this.seek(this.at(event))
    const move = (moved) => this.seek(this.at(moved))
    this.pane.addEventListener("pointermove", move)
    this.pane.addEventListener("pointerup", () => this.pane.removeEventListener("pointermove", move), { once: true })
  }

  wheel(event) {
    event.preventDefault()
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = ((event.deltaX || event.deltaY) / 600) * (this.view.until - this.view.since)
      this.show(this.view.since + by, this.view.until + by)
    } else {
      this.zoom(event.deltaY < 0 ? 0.7 : 1 / 0.7, this.at(event))
    }
  }

  // Shows `factor` times as much time as now; what lies at `around` stays where it is.
  zoom(factor, around = this.clock.now) {
    const length = Math.max((this.view.until - this.view.since) * factor, SHORTEST_VIEW)
    const share = (around - this.view.since) / (this.view.until - this.view.since)
    const kept = share >= 0 && share <= 1 ? share : 0.5
    this.show(around - kept * length, around + (1 - kept) * length)
  }

  show(since, until) {
    const all = this.clock.until - this.clock.since
    const length = Math.min(until - since, all)
    const start = Math.min(Math.max(since, this.clock.since), this.clock.until - length)
    this.view = { since: start, until: start + length }
    this.draw()
  }

  showAll() {
    this.show(this.clock.since, this.clock.until)
  }

  place(moment) {
    return (100 * (moment - this.view.since)) / (this.view.until - this.view.since)
  }

  draw() {
    for (const bar of this.rows.querySelectorAll("[data-since]")) {
      const x = this.place(Number(bar.dataset.since))
      const width = Math.max(this.place(Number(bar.dataset.until)) - x, 0.1)
      bar.setAttribute("x", `${x}%`)
      bar.setAttribute("width", `${width}%`)
    }
    for (const mark of this.axis.querySelectorAll("[data-at]")) {
      mark.setAttribute("cx", `${this.place(Number(mark.dataset.at))}%`)
    }
    this.drawTicks()
    this.root.querySelector("[data-view]").textContent = `${clockText(this.view.since)}–${clockText(this.view.until)} WIB`
    this.moveHand()
  }

  drawTicks() {
    this.axis.querySelectorAll(".saksi-tl__tick").forEach((tick) => tick.remove())
    const length = this.view.until - this.view.since
    const step = STEPS.find((one) => length / one <= MOST_TICKS) ?? STEPS.at(-1)
    for (let moment = Math.ceil(this.view.since / step) * step; moment < this.view.until; moment += step) {
      const x = `${this.place(moment)}%`
      const group = document.createElementNS(SVG, "g")
      group.setAttribute("class", "saksi-tl__tick")
      const line = document.createElementNS(SVG, "line")
      Object.entries({ x1: x, x2: x, y1: 20, y2: 28 }).forEach(([name, value]) => line.setAttribute(name, value))
      const text = document.createElementNS(SVG, "text")
      text.setAttribute("x", x)
      text.setAttribute("y", 15)
      text.textContent = step < 1000 ? clockText(moment, { fine: true }).slice(0, -2) : clockText(moment).slice(0, step < 60_000 ? 8 : 5)
      group.append(line, text)
      this.axis.append(group)
    }
  }

  moveHand() {
    const x = this.place(this.clock.now)
    this.hand.hidden = x < 0 || x > 100
    this.hand.style.left = `${x}%`
    this.pane.setAttribute("aria-valuemin", Math.round(this.clock.since / 1000))
    this.pane.setAttribute("aria-valuemax", Math.round(this.clock.until / 1000))
    this.pane.setAttribute("aria-valuenow", Math.round(this.clock.now / 1000))
    this.pane.setAttribute("aria-valuetext", `${clockText(this.clock.now)} WIB`)
  }

  // While playing, the view follows the hand.
  follow() {
    const length = this.view.until - this.view.since
    if (this.clock.rate && (this.clock.now > this.view.until || this.clock.now < this.view.since)) {
      this.show(this.clock.now - length * 0.1, this.clock.now + length * 0.9)
    }
    this.moveHand()
  }
}
