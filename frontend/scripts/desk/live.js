// A preview that is still being made, given to a <video> piece by piece (footage/live_previews.py).
//
// The playlist is HLS with segments of fragmented mp4; what Media Source Extensions need besides is `#SAKSI-AT:seconds`,
// where in the film a chunk begins. The video is as long as the whole film will be; what is not made yet, `isMade` denies.

const LOOKS_MS = 1000
const AHEAD = 120 // seconds that are fetched before they are shown: browsers keep little
const BEHIND = 60

// [{ head, at, start, end, url }] in seconds of the film; `head` is what a decoder gets before the segment.
export function readPlaylist(text, base) {
  const segments = []
  let head = null
  let at = 0
  let start = 0
  let length = 0
  for (const line of text.split("\n")) {
    const [name, value] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]
    if (name === "#EXT-X-MAP") head = new URL(value.match(/URI="([^"]+)"/)[1], base).href
    else if (name === "#SAKSI-AT") at = start = Number(value)
    else if (name === "#EXTINF") length = parseFloat(value)
    else if (line && !line.startsWith("#")) {
      segments.push({ head, at, start, end: start + length, url: new URL(line, base).href })
      start += length
    }
  }
  return segments
}

// What the decoder is told in the avcC box (ISO/IEC 14496-15), as RFC 6381 writes it.
function codecOf(head) {
  const at = new TextDecoder("latin1").decode(head).indexOf("avcC") + 4
  return "avc1." + [...head.slice(at + 1, at + 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

const holds = (ranges, moment) =>
  Array.from({ length: ranges.length }, (_, n) => ranges.start(n) <= moment && moment < ranges.end(n)).some(Boolean)

export class LiveFilm {
  static get canPlay() {
    return Boolean(window.MediaSource)
  }

  // `onGone` hears once that there will be no more: the film is finished, or is made anew.
  constructor(video, url, seconds, onGone) {
    this.video = video
    this.url = new URL(url, location.href).href
    this.seconds = seconds
    this.onGone = onGone
    this.segments = []
    this.given = new Set()
    this.source = new MediaSource()
    video.src = URL.createObjectURL(this.source)
    this.source.addEventListener("sourceopen", () => this.look(), { once: true })
    this.onSeeking = () => this.forget()
    this.onTime = () => this.fill()
    video.addEventListener("seeking", this.onSeeking)
    video.addEventListener("timeupdate", this.onTime)
    video.addEventListener("error", () => this.leave(), { once: true })
  }

  // Whether there is a picture of that second of the film, here or on the server.
  isMade(moment) {
    if (this.isGone) return holds(this.video.buffered, moment)
    return this.segments.some(({ start, end }) => start <= moment && moment < end)
  }

  close() {
    this.isClosed = this.isGone = true
    clearTimeout(this.next)
    URL.revokeObjectURL(this.video.src)
    this.video.removeEventListener("seeking", this.onSeeking)
    this.video.removeEventListener("timeupdate", this.onTime)
  }

  leave() {
    if (this.isGone) return
    this.isGone = true
    this.onGone()
  }

  async look() {
    const bytes = await this.bytesOf(this.url)
    if (this.isGone) return
    if (bytes) {
      this.segments = readPlaylist(new TextDecoder().decode(bytes), this.url)
      this.fill()
    }
    this.next = setTimeout(() => this.look(), LOOKS_MS)
  }

  // Null when the network is away: the next look asks again.
  async bytesOf(url) {
    try {
      const answer = await fetch(url)
      if (!answer.ok) this.leave()
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
    } catch {
      return null
    }
  }

  isBuffered({ start, end }) {
    return holds(this.video.buffered, (start + end) / 2)
  }

  // Browsers throw away what was shown long ago: after a leap it is looked at anew what is still there.
  forget() {
    this.given = new Set(this.segments.filter((one) => this.given.has(one.url) && this.isBuffered(one)).map(({ url }) => url))
    this.fill()
  }

  // The first segment that is needed now and not there.
  get wanted() {
    const now = this.video.currentTime
    return this.segments.find((one) => one.end > now && one.start < now + AHEAD && !this.given.has(one.url) && !this.isBuffered(one))
  }

  async fill() {
    if (this.isFilling) return
    this.isFilling = true
    try {
      for (let one = this.wanted; one && !this.isGone; one = this.wanted) {
        if (!(await this.give(one))) break
      }
    } catch {
      this.leave() // it cannot be played after all: the finished film will be
    }
    this.isFilling = false
  }

  async give(segment) {
    const head = this.head === segment.head ? null : await this.bytesOf(segment.head)
    const bytes = await this.bytesOf(segment.url)
    if (this.isGone || !bytes || (!head && this.head !== segment.head)) return false
    if (!this.buffer) {
      this.source.duration = this.seconds
      this.buffer = this.source.addSourceBuffer(`video/mp4; codecs="${codecOf(head)}"`)
    }
    if (head) await this.done(() => this.buffer.appendBuffer(head))
    this.head = segment.head
    this.buffer.timestampOffset = segment.at
    await this.done(() => this.buffer.appendBuffer(bytes))
    this.given.add(segment.url)
    const old = this.video.currentTime - BEHIND
    if (old > BEHIND) await this.done(() => this.buffer.remove(0, old))
    return true
  }

  done(begin) {
    return new Promise((done, fail) => {
      this.buffer.addEventListener("updateend", done, { once: true })
      this.buffer.addEventListener("error", fail, { once: true })
      begin()
    })
  }
}
