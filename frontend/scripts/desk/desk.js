// The footage desk: cameras of a case on one wall clock, driven by keys, buttons, the wheel and typed times.
//
// Without this script the page is a set of players, pictures and forms (templates/console/footage/).

import { Clock, clockText, readClock } from "./clock.js"
import { Masks } from "./masks.js"
import { inOrder, send, sendForms, showForScripts } from "./panels.js"
import { Player } from "./player.js"
import { Timeline } from "./timeline.js"

const AT_ONCE = 4
const FASTEST = 8
const WAIT_MS = 150 // a picture that is missing for less holds nobody up
const FRAME_MS = 40
const FIRST_POLL_MS = 700
const LONGEST_POLL_MS = 5000
const OFF = "saksi-desk-keys-off"

const second = (moment) => Math.floor(moment / 1000) * 1000

class Desk {
  constructor(root) {
    this.root = root
    const data = JSON.parse(document.getElementById("fd-data").textContent)
    this.maySelect = data.maySelect
    this.words = data.words
    this.clock = new Clock(data.since, data.until)
    this.clock.seek(this.remembered() ?? data.start)
    this.stage = root.querySelector("[data-stage]")
    this.players = data.cameras.map((camera) => new Player(camera, root.querySelector(`[data-tile="${camera.hold}"]`)))
    this.isAlone = false
    this.wantsNewPart = false
    this.parts = new Map() // hold: the part that I and O change
    showForScripts(root)
    this.showFirst()
    this.timeline = new Timeline(document.getElementById("fd-timeline"), this.clock, (moment) => this.seek(moment))
    this.masks = new Masks(this)
    document.addEventListener("desk:panels", () => this.timeline.adopt(document.getElementById("fd-timeline")))
    document.addEventListener("desk:over", () => this.renew())
    document.addEventListener("desk:made", () => this.poll(FIRST_POLL_MS))
    sendForms(root)
    this.listen()
    this.poll(FIRST_POLL_MS)
    requestAnimationFrame((stamp) => this.tick(stamp))
  }

  cameraOf(hold) {
    return this.players.find(({ camera }) => camera.hold === hold).camera
  }

  get shown() {
    return this.players.filter(({ isShown }) => isShown)
  }

  // The clock

  tick(stamp) {
    const wasHeld = this.isHeld
    this.clock.tick(stamp, wasHeld)
    const ready = this.players.map((player) => player.follow(this.clock, wasHeld, stamp)).every(Boolean)
    if (ready) this.missingSince = null
    else this.missingSince ??= stamp
    this.isHeld = !ready && stamp - this.missingSince > WAIT_MS
    if (this.clock.now !== this.drawn || this.clock.rate !== this.drawnRate) this.draw()
    requestAnimationFrame((next) => this.tick(next))
  }

  draw() {
    this.drawn = this.clock.now
    this.drawnRate = this.clock.rate
    const { now, rate } = this.clock
    this.root.querySelector("[data-clock]").textContent = `${clockText(now, { fine: !rate })} WIB`
    this.root.querySelector("[data-rate]").textContent = `${rate < 0 ? "−" : ""}${Math.abs(rate) || 1}×`
    const word = this.root.querySelector("[data-play-word]")
    word.textContent = rate ? word.dataset.pause : word.dataset.play
    this.timeline.follow()
    this.masks.show()
    for (const player of this.shown) {
      player.screen.dataset.gap = this.gapAt(player.camera.hold, now)
      player.showStill(now, player.camera.picture)
    }
  }

  gapAt(hold, moment) {
    const bars = document.querySelectorAll(`[data-row="${hold}"] [data-gap]`)
    return [...bars].find(({ dataset }) => moment >= Number(dataset.since) && moment < Number(dataset.until))?.dataset.gap ?? ""
  }

  seek(moment) {
    this.clock.seek(moment)
    sessionStorage.setItem(this.place, String(Math.round(this.clock.now)))
  }

  get place() {
    return `desk:${location.pathname}`
  }

  remembered() {
    const moment = Number(sessionStorage.getItem(this.place))
    return moment >= this.clock.since && moment < this.clock.until ? moment : null
  }

  pause() {
    this.clock.rate = 0
    this.seek(this.clock.now)
  }

  play(rate) {
    this.clock.rate = rate
  }

  faster(direction) {
    const { rate } = this.clock
    this.play(Math.sign(rate) === direction ? Math.min(Math.abs(rate) * 2, FASTEST) * direction : direction)
  }

  skip(seconds) {
    this.seek(this.clock.now + seconds * 1000)
  }

  async step(direction) {
    this.pause()
    const { now } = this.clock
    const next = (await this.chosen?.frameFrom(now, { back: direction < 0 })) ?? now + direction * FRAME_MS
    this.seek(next)
  }

  // Cameras

  showFirst() {
    const watchable = this.players.filter(({ camera }) => camera.played)
    const first = (watchable.length ? watchable : this.players).slice(0, AT_ONCE)
    for (const player of this.players) player.isShown = first.includes(player)
    this.chosen = first[0]
    this.arrange()
  }

  choose(number) {
    const player = this.players.find(({ camera }) => camera.number === number)
    if (!player) return
    if (player === this.chosen) return this.enlarge()
    if (!player.isShown) {
      if (this.shown.length >= AT_ONCE) this.chosen.isShown = false
      player.isShown = true
      if (!player.video) this.ask(player)
    }
    this.chosen = player
    this.arrange()
  }

  enlarge() {
    this.isAlone = !this.isAlone
    this.arrange()
  }

  arrange() {
    for (const player of this.players) {
      player.tile.hidden = !player.isShown || (this.isAlone && player !== this.chosen)
      const isChosen = player === this.chosen
      player.tile.classList.toggle("saksi-tile--chosen", isChosen)
      player.tile.querySelector("[data-camera]").setAttribute("aria-pressed", String(isChosen))
    }
    this.stage.dataset.count = this.isAlone ? 1 : this.shown.length
    this.root.querySelector('[data-do="enlarge"]')?.setAttribute("aria-pressed", String(this.isAlone))
    this.drawn = null
    this.masks?.lay()
  }

  // Previews

  async ask(player) {
    const form = player.tile.querySelector("[data-ask]")
    if (!form) return
    form.hidden = true
    await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Saksi-Panels": "1" } })
    this.poll(FIRST_POLL_MS)
  }

  async poll(wait) {
    clearTimeout(this.polling)
    const waiting = this.players.filter(({ camera, isWhole }) => !camera.secured || (camera.played && !isWhole))
    if (!waiting.length) return
    try {
      const answer = await fetch(this.root.dataset.state, { headers: { Accept: "application/json" } })
      const { cameras } = answer.ok ? await answer.json() : { cameras: [] }
      for (const told of cameras) {
        const player = waiting.find(({ camera }) => camera.hold === told.hold)
        if (!player) continue
        if (told.secured && !player.camera.secured) return this.reload()
        player.word.textContent = told.word
        if (told.done) player.receive(player.camera.video)
        else if (told.live) player.receiveLive()
      }
    } catch {
      // the network is away: asked again
    }
    this.polling = setTimeout(() => this.poll(Math.min(wait * 1.3, LONGEST_POLL_MS)), wait)
  }

  // More is preserved than the page shows. Nobody is interrupted while they type or watch.
  reload() {
    const isBusy = this.clock.rate || document.activeElement.matches("input, select, textarea") || document.querySelector("dialog[open]")
    if (!isBusy) return location.reload()
    this.tell("preserved")
    this.polling = setTimeout(() => this.reload(), FIRST_POLL_MS)
  }

  // A look lasts an hour: then the page is loaded anew, which may ask for the purpose again.
  renew() {
    if (performance.now() > 30 * 60_000) location.reload()
  }

  // Parts and marks

  setPart(name) {
    if (!this.chosen || !this.maySelect) return
    const { camera } = this.chosen
    const { now } = this.clock
    if (now < camera.since || now >= camera.until) return this.tell("outside")
    return inOrder(() => this.setPartAt(name, camera, now))
  }

  async setPartAt(name, camera, now) {
    const moment = name === "starts" ? Math.max(second(now), camera.since) : Math.min(second(now) + 1000, camera.until)
    const parts = [...document.querySelectorAll(`[data-part][data-of="${camera.hold}"]`)]
    const part = parts.find(({ dataset }) => dataset.part === this.parts.get(camera.hold)) ?? parts.at(-1)
    const isNew = this.wantsNewPart || !part
    const form = isNew ? document.querySelector(`[data-add-part="${camera.hold}"]`) : part.querySelector("[data-times]")
    if (!form) return
    const field = (one) => form.querySelector(`[name$="-${one}"]`)
    const text = (one) => clockText(one, { fine: one % 1000 !== 0 })
    if (isNew) {
      field("starts").value = text(camera.since)
      field("ends").value = text(camera.until)
    }
    field(name).value = text(moment)
    const [since, until] = ["starts", "ends"].map((one) => readClock(field(one).value, camera.since, camera.until))
    if (since !== null && until !== null && since >= until) {
      field(name === "starts" ? "ends" : "starts").value = text(name === "starts" ? camera.until : camera.since)
    }
    this.wantsNewPart = false
    const known = new Set(parts.map(({ dataset }) => dataset.part))
    try {
      await send(form)
      this.tell(name === "starts" ? "from" : "until", clockText(moment))
    } catch {
      this.tell("failed")
    }
    const fresh = [...document.querySelectorAll(`[data-part][data-of="${camera.hold}"]`)].find(({ dataset }) => !known.has(dataset.part))
    if (fresh) this.parts.set(camera.hold, fresh.dataset.part)
  }

  mark() {
    this.pause()
    const form = this.root.querySelector("[data-mark-form]")
    form.querySelector('[name$="-at"]').value = clockText(this.clock.now, { fine: true })
    form.querySelector('[name="camera"]').value = this.chosen?.camera.hold ?? ""
    form.querySelector('[name$="-note"]').focus()
  }

  keepStill() {
    const { camera } = this.chosen ?? {}
    const { now } = this.clock
    if (!camera?.still || now < camera.since || now >= camera.until || this.gapAt(camera.hold, now)) return this.tell("noPicture")
    const link = document.createElement("a")
    link.href = `${camera.still}?at=${Math.round(now)}`
    link.download = ""
    link.click()
    this.tell("kept", clockText(now, { fine: true }))
  }

  // Keys and buttons

  get acts() {
    return {
      back10: () => this.skip(-10),
      back1: () => this.skip(-1),
      on1: () => this.skip(1),
      on10: () => this.skip(10),
      frameBack: () => this.step(-1),
      frameOn: () => this.step(1),
      reverse: () => this.faster(-1),
      stop: () => (this.clock.rate ? this.pause() : this.play(1)),
      play: () => this.faster(1),
      in: () => this.setPart("starts"),
      out: () => this.setPart("ends"),
      part: () => this.tell((this.wantsNewPart = true) && "newPart"),
      mask: () => this.masks.setDrawing(!this.masks.isDrawing),
      mark: () => this.mark(),
      still: () => this.keepStill(),
      enlarge: () => this.enlarge(),
      zoomIn: () => this.timeline.zoom(0.5),
      zoomOut: () => this.timeline.zoom(2),
      zoomAll: () => this.timeline.showAll(),
      goto: () => document.getElementById("fd-goto").select(),
      next: () => this.root.querySelector('[data-key="n"]')?.click(),
      help: () => this.root.querySelector("[data-help]").showModal(),
      leave: () => this.masks.setDrawing(false),
    }
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do
      if (act) return this.acts[act]()
      const camera = event.target.closest("[data-camera]")
      if (camera) {
        event.preventDefault()
        return this.choose(Number(camera.dataset.camera))
      }
      const seek = event.target.closest("[data-seek]")
      if (seek) {
        this.pause()
        return this.seek(Number(seek.dataset.seek))
      }
      const tile = event.target.closest("[data-screen]")?.closest("[data-tile]")
      const player = tile && this.players.find((one) => one.tile === tile)
      if (player && player !== this.chosen) this.choose(player.camera.number)
    })
    this.root.querySelector("[data-goto]").addEventListener("submit", (event) => {
      event.preventDefault()
      const field = document.getElementById("fd-goto")
      const moment = readClock(field.value, this.clock.since, this.clock.until)
      field.setAttribute("aria-invalid", String(moment === null))
      if (moment === null) return this.tell("goto", `${clockText(this.clock.since)}–${clockText(this.clock.until)}`)
      this.pause()
      this.seek(moment)
      field.value = ""
      field.blur()
    })
    this.root.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-ask]")
      if (!form) return
      event.preventDefault()
      this.ask(this.players.find(({ tile }) => tile.contains(form)))
    })
    const off = this.root.querySelector("[data-keys-off]")
    off.checked = localStorage.getItem(OFF) === "1"
    off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"))
    document.addEventListener("keydown", (event) => this.press(event))
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.querySelector("dialog[open]")) return
    const { target } = event
    if (target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) {
      if (event.key === "Escape") target.blur()
      return
    }
    const isOff = event.key.length === 1 && event.key !== "?" && localStorage.getItem(OFF) === "1"
    const isPressed = event.key === "Enter" && target.matches("a, button, summary, [role=button]")
    if (this.masks.isDrawing && !isOff && !isPressed && this.masks.drawByKey(event.key)) return event.preventDefault()
    const act = actOf(event)
    if (!act || isOff) return
    if (event.key === " " && target.matches("button, summary, a, [role=button], input")) return
    event.preventDefault()
    if (act === "choose") this.choose(Number(event.key))
    else this.acts[act]()
  }

  // What happened, in words beside the clock.
  tell(name, value = "") {
    this.root.querySelector("[data-told]").textContent = (this.words[name] ?? name).replace("%s", value)
  }
}

const KEYS = {
  j: "reverse", k: "stop", " ": "stop", l: "play", ",": "frameBack", ".": "frameOn", i: "in", o: "out", p: "part",
  d: "mask", m: "mark", s: "still", f: "enlarge", g: "goto", n: "next", "?": "help", "+": "zoomIn", "=": "zoomIn",
  "-": "zoomOut", 0: "zoomAll", escape: "leave",
}

function actOf(event) {
  if (event.key === "ArrowLeft") return event.shiftKey ? "back10" : "back1"
  if (event.key === "ArrowRight") return event.shiftKey ? "on10" : "on1"
  if (/^[1-9]$/.test(event.key)) return "choose"
  return KEYS[event.key.toLowerCase()]
}

export function openDesk() {
  const root = document.querySelector("[data-desk]")
  if (root && document.getElementById("fd-data")) window.saksiDesk = new Desk(root)
}
