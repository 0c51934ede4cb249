// The one wall clock that all players of the desk follow: milliseconds since 1970.
//
// It stands, runs at a rate, or runs backwards. While a picture that should be shown is missing it is held, so that no
// camera runs ahead of another.

const WIB_MS = 7 * 3600_000 // Waktu Indonesia Barat, all year
const LONGEST_TICK = 250 // after a pause of the browser the clock goes on from where it stood

export class Clock {
  constructor(since, until) {
    this.since = since
    this.until = until
    this.now = since
    this.rate = 0
    this.before = null
  }

  seek(moment) {
    this.now = Math.min(Math.max(moment, this.since), this.until - 1)
  }

  // One frame of the browser; `isHeld` when some player waits for its picture.
  tick(stamp, isHeld) {
    const passed = this.before === null ? 0 : Math.min(stamp - this.before, LONGEST_TICK)
    this.before = stamp
    if (!this.rate || isHeld) return
    const next = this.now + passed * this.rate
    this.seek(next)
    if (next >= this.until - 1 || next <= this.since) this.rate = 0
  }
}

const two = (number) => String(number).padStart(2, "0")

// "14.05.10" or with `fine` "14.05.10,240", in WIB.
export function clockText(moment, { fine = false } = {}) {
  const local = new Date(moment + WIB_MS)
  const text = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(".")
  return fine ? `${text},${String(local.getUTCMilliseconds()).padStart(3, "0")}` : text
}

// The moment of a typed clock time that lies in [since, until]; null when there is none. Spellings as `console.times`.
export function readClock(text, since, until) {
  const match = /^(\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:[.,](\d{1,3}))?)?$/.exec(text.trim())
  if (!match) return null
  const [hours, minutes, seconds] = match.slice(1, 4).map((part) => Number(part ?? 0))
  if (hours > 24 || minutes > 59 || seconds > 59) return null
  const inDay = ((hours % 24) * 3600 + minutes * 60 + seconds) * 1000 + Number((match[4] ?? "0").padEnd(3, "0"))
  const DAY = 86_400_000
  for (let day = Math.floor((since + WIB_MS) / DAY) * DAY; day <= until + WIB_MS; day += DAY) {
    const moment = day + inDay - WIB_MS
    if (moment >= since && moment <= until) return moment
  }
  return null
}
