// Marks the in and out point of a clip while its preview plays (templates/console/preview.html, camera.html).
//
// A preview's media time 0 is the wall time in data-starts (Unix seconds): previews show gaps at their full length, so
// wall time is start + current time. Keys: I and O, for the video that was touched last.

const WIB = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Jakarta", timeStyle: "medium", hour12: false })
const clock = (seconds) => WIB.format(seconds * 1000).replaceAll(":", ".")
const KEYS = { i: "starts", o: "ends" }

let touched = null

const wallTime = (video) => Number(video.dataset.starts) + video.currentTime
const videoOf = (id) => document.querySelector(`video[data-preview="${id}"]`)

function showClock(video) {
  document.querySelector(`[data-marks="${video.dataset.preview}"] [data-clock]`).textContent = `${clock(wallTime(video))} WIB`
}

// A clip takes whole seconds: it begins with the one that is shown, and ends behind it.
function mark(video, name) {
  const release = document.querySelector(`[data-release="${video.dataset.preview}"]`)
  if (!release) return
  const end = Math.min(Math.floor(wallTime(video)) + 1, Number(video.dataset.ends))
  release.querySelector(`[name$="-${name}"]`).value = clock(name === "ends" ? end : Math.floor(wallTime(video)))
  release.querySelector('[name$="-include"]').checked = true
  if (!document.querySelector("[name=kind]:checked")) document.querySelector("[name=kind][value=grant]")?.click()
}

function seek(event, link) {
  const video = videoOf(link.dataset.of)
  if (!video) return
  event.preventDefault()
  touched = video
  video.currentTime = Number(link.dataset.seek)
  video.play().catch(() => {}) // paused or moved on before it began: nothing went wrong
}

function click(event) {
  const link = event.target.closest("[data-seek]")
  if (link) return seek(event, link)
  const button = event.target.closest("[data-mark]")
  if (button) mark(videoOf(button.closest("[data-marks]").dataset.marks), button.dataset.mark)
}

function press(event) {
  const name = KEYS[event.key.toLowerCase()]
  const typing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")
  if (!name || !touched || typing || event.ctrlKey || event.altKey || event.metaKey) return
  mark(touched, name)
}

export function showMarks(within = document) {
  for (const bar of within.querySelectorAll("[data-marks]")) bar.hidden = false
}

export function connectMarks() {
  const previews = (does) => (event) => event.target.matches?.("[data-preview]") && does(event.target)
  for (const name of ["timeupdate", "seeking"]) document.addEventListener(name, previews(showClock), true)
  for (const name of ["play", "seeking", "focusin"]) document.addEventListener(name, previews((video) => (touched = video)), true)
  document.addEventListener("click", click)
  document.addEventListener("keydown", press)
  showMarks()
}
