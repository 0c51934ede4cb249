// One camera on the stage: its film follows the desk's clock, and what it shows is told to the server.
//
// A preview's media time 0 is the moment its hold begins, and gaps stand in it at their full length, so wall time is
// simply that moment plus the film's time.

import { Played } from "../played.js"
import { LiveFilm } from "./live.js"

const EPSILON = 0.001 // s: behind a frame's own time, so that a rounding error shows not the one before
const JUMP = 0.35 // s off at rate 1: beyond it the film is put in its place, below it is led there
const LEAD = 0.8 // how strongly the rate is bent to make up for what is off
const MOST_BENT = 0.15
const SETTLED_MS = 300 // a picture that stands this long was looked at
const FRAME_MS = 40
const FASTEST_FILM = 16 // what browsers play

export class Player {
  constructor(camera, tile) {
    this.camera = camera
    this.tile = tile
    this.screen = tile.querySelector("[data-screen]")
    this.word = tile.querySelector("[data-word]")
    this.still = tile.querySelector("[data-still]")
    this.video = tile.querySelector("video")
    this.isShown = !tile.hidden
    this.played = camera.played ? new Played(camera.played) : null
    this.standing = null
    this.frames = null
    if (this.video) this.takeOver()
  }

  // The film has been made: it is shown without loading the page anew, at the clock's moment.
  receive(address) {
    if (this.isWhole) return
    this.live?.close()
    this.live = null
    this.screen.classList.remove("saksi-tile__screen--live")
    if (!this.video) this.addVideo()
    this.video.hidden = false
    if (this.still) this.still.hidden = true
    this.video.src = address
    this.word.textContent = ""
  }

  // The film is being made: what there is of it is shown, for the rest there are small pictures.
  receiveLive() {
    if (this.video || !LiveFilm.canPlay) return
    this.addVideo()
    const seconds = (this.camera.until - this.camera.since) / 1000
    this.live = new LiveFilm(this.video, this.camera.live, seconds, () => this.tell("desk:made"))
    this.screen.classList.add("saksi-tile__screen--live")
    this.video.hidden = true // until its first picture is there
  }

  get isWhole() {
    return Boolean(this.video) && !this.live
  }

  // Whether the film has a picture of that moment.
  shows(moment) {
    return Boolean(this.video) && (!this.live || this.live.isMade((moment - this.camera.since) / 1000))
  }

  addVideo() {
    this.video = document.createElement("video")
    Object.assign(this.video, { playsInline: true, className: "saksi-tile__video" })
    this.video.setAttribute("aria-label", this.camera.label)
    this.screen.prepend(this.video)
    this.takeOver()
  }

  takeOver() {
    if (this.still) this.still.hidden = true
    this.video.controls = false
    this.video.muted = true
    this.video.preload = "auto"
    this.video.tabIndex = -1
    this.video.addEventListener("loadedmetadata", () => this.tell("desk:shape"))
    this.video.addEventListener("error", () => this.live || this.tell("desk:over"))
  }

  tell(name) {
    this.tile.dispatchEvent(new Event(name, { bubbles: true }))
  }

  holds(moment) {
    return moment >= this.camera.since && moment < this.camera.until
  }

  // Where the picture lies on the screen, in CSS pixels: black may stand beside the film, and the strip of the watermark
  // stands above the picture in it.
  get picture() {
    const { videoWidth: width, videoHeight: height } = this.video ?? {}
    if (!width || this.video.hidden || !this.camera.size) return null
    const [sourceWidth, sourceHeight] = this.camera.size
    const lines = Math.min(height, 2 * Math.ceil(Math.min(sourceHeight, (width * sourceHeight) / sourceWidth) / 2))
    const [film, screen] = [this.video.getBoundingClientRect(), this.screen.getBoundingClientRect()]
    const scale = Math.min(film.width / width, film.height / height)
    return {
      left: film.left - screen.left + (film.width - width * scale) / 2,
      top: film.top - screen.top + (film.height - height * scale) / 2 + (height - lines) * scale,
      width: width * scale,
      height: lines * scale,
    }
  }

  // Brings the film to the clock. Answers whether its picture is there, so that the clock may go on.
  follow(clock, isHeld, stamp) {
    const { video } = this
    const isMade = this.shows(clock.now)
    const isHere = this.isShown && this.holds(clock.now) && isMade
    if (this.live) this.veil(!isMade || (video.hidden && video.readyState < video.HAVE_CURRENT_DATA))
    this.screen.classList.toggle("saksi-tile__screen--outside", !this.holds(clock.now))
    if (!video || !isHere || video.error) {
      if (video && !video.paused) video.pause()
      return true
    }
    const wanted = (clock.now - this.camera.since) / 1000
    const runs = clock.rate > 0 && !isHeld && clock.rate <= FASTEST_FILM
    this.note(clock, runs, isHeld, stamp)
    if (!runs) {
      if (!video.paused) video.pause()
      if (!video.seeking && Math.abs(video.currentTime - wanted - EPSILON) > EPSILON) video.currentTime = wanted + EPSILON
      return !video.seeking && video.readyState >= video.HAVE_CURRENT_DATA
    }
    const off = video.currentTime - wanted
    if (Math.abs(off) > JUMP * Math.max(1, clock.rate)) {
      if (!video.seeking) video.currentTime = wanted + EPSILON
    } else {
      const bent = Math.min(Math.max(-off * LEAD, -MOST_BENT), MOST_BENT)
      const rate = clock.rate * (1 + bent)
      if (Math.abs(video.playbackRate - rate) > 0.01) video.playbackRate = rate
    }
    if (video.paused) video.play().catch(() => {}) // paused again before it began: nothing went wrong
    return !video.seeking && video.readyState >= video.HAVE_FUTURE_DATA
  }

  // Where there is no film yet, the small pictures are seen.
  veil(isHidden) {
    if (this.video.hidden === isHidden) return
    this.video.hidden = isHidden
    this.stillOf = null
    if (this.still && !isHidden) this.still.hidden = true
    this.tell("desk:shape")
  }

  // What is really on the screen is told: stretches that run, and pictures that stand long enough to be seen.
  note(clock, runs, isHeld, stamp) {
    const moved = this.last !== undefined && clock.now !== this.last
    if ((runs || clock.rate < 0) && moved && !isHeld && Math.abs(clock.now - this.last) < 2500 * Math.abs(clock.rate || 1)) {
      this.played.add(Math.min(this.last, clock.now), Math.max(this.last, clock.now))
    } else if (!clock.rate && !moved) {
      this.standing ??= stamp
      if (stamp - this.standing > SETTLED_MS && !this.video.seeking) {
        this.played.add(clock.now, Math.min(clock.now + FRAME_MS, this.camera.until))
      }
    }
    if (moved || clock.rate) this.standing = null
    this.last = clock.now
  }

  // A small picture of the moment, from the recording itself, while there is no film yet.
  showStill(moment, address) {
    const isCovered = () => this.video && !this.video.hidden
    if (isCovered() || !this.still || !this.holds(moment)) return
    const second = Math.floor((moment - this.camera.since) / 1000)
    if (this.stillOf === second) return
    this.stillOf = second
    const loaded = new Image()
    loaded.onload = () => {
      if (this.stillOf !== second || isCovered()) return
      this.still.src = loaded.src
      this.still.hidden = false
    }
    loaded.src = address.replace("/0.jpg", `/${second}.jpg`)
  }

  // The moments of all frames, asked for once.
  async loadFrames() {
    this.frames ??= fetch(this.camera.frames)
      .then((answer) => (answer.ok ? answer.json() : { runs: [] }))
      .then(({ runs }) => {
        const moments = new Float64Array(runs.reduce((sum, [, count]) => sum + count, 0))
        let [tick, place] = [0, 0]
        for (const [step, count] of runs) {
          for (let n = 0; n < count; n += 1) moments[place++] = this.camera.since + (tick += step) / 90
        }
        return moments
      })
    return this.frames
  }

  // The next frame after `moment`, or with `back` the one before the frame that is shown; null when there is none.
  async frameFrom(moment, { back = false } = {}) {
    const frames = await this.loadFrames()
    let [low, high] = [0, frames.length] // the first frame later than `moment`
    while (low < high) {
      const middle = (low + high) >> 1
      if (frames[middle] > moment + 0.5) high = middle
      else low = middle + 1
    }
    return (back ? frames[low - 2] : frames[low]) ?? null
  }
}
