// Tells the server which stretches of a film were really shown: not what was skipped, and not what only loaded.
//
// Markup: a <video data-played="URL">. The URL takes a POST of `played`, JSON of [[start, end), …] in whole milliseconds
// (of the film, or of wall time when `startsAt` says when the film begins) and answers {"watched": percent, "text": a sentence}.

const EVERY_MS = 10_000
const LONGEST_STEP = 3 // seconds of film between two looks; what jumps further was not shown

export const csrfToken = (page = document) => page.querySelector("[name=csrfmiddlewaretoken]").value

export class Played {
  constructor(url, { onAnswer = () => {} } = {}) {
    this.url = url
    this.onAnswer = onAnswer
    this.shown = []
    setInterval(() => this.send(), EVERY_MS)
    addEventListener("pagehide", () => this.send({ leaving: true }))
  }

  // From `start` to `end`, milliseconds; a stretch that goes on from the last one is one with it.
  add(start, end) {
    const [from, to] = [Math.round(start), Math.round(end)]
    if (to <= from) return
    const last = this.shown.at(-1)
    if (last && from >= last[0] && from <= last[1]) last[1] = Math.max(last[1], to)
    else this.shown.push([from, to])
  }

  async send({ leaving = false } = {}) {
    if (!this.shown.length) return
    const told = this.shown
    const body = new FormData()
    body.append("csrfmiddlewaretoken", csrfToken())
    body.append("played", JSON.stringify(told))
    this.shown = []
    if (leaving) return navigator.sendBeacon(this.url, body)
    try {
      const answer = await fetch(this.url, { method: "POST", body })
      if (answer.ok) this.onAnswer(await answer.json())
    } catch {
      this.shown = [...told, ...this.shown] // the network was away: the next report tells it
    }
  }
}

// Follows a player that people drive with its own controls.
export function followPlayer(video, played, startsAt = 0) {
  let last = null

  function look() {
    const now = video.currentTime
    if (last !== null && now > last && now - last < LONGEST_STEP * Math.max(1, video.playbackRate)) {
      played.add(startsAt + last * 1000, startsAt + now * 1000)
    }
    last = video.paused && !video.ended ? null : now
  }

  video.addEventListener("timeupdate", () => video.seeking || look())
  video.addEventListener("playing", () => (last = video.currentTime))
  video.addEventListener("seeking", () => (last = null))
  for (const name of ["pause", "ended"]) {
    video.addEventListener(name, () => {
      look()
      played.send()
    })
  }
}

// Finished clips on the case page: whoever approves masked ones has to watch each to its end first.
export function followClips() {
  for (const video of document.querySelectorAll("video[data-played]")) {
    const told = document.getElementById(video.dataset.told)
    const onAnswer = ({ watched, text }) => {
      if (!told) return
      told.textContent = text
      told.dataset.watched = watched
      const open = [...document.querySelectorAll("[data-watched]")].filter((one) => one.dataset.watched !== "100")
      const button = document.querySelector("[data-after-watching] button")
      if (open.length || !button) return
      button.disabled = false
      button.removeAttribute("aria-disabled")
    }
    followPlayer(video, new Played(video.dataset.played, { onAnswer }))
  }
}
