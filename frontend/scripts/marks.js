// Marks the in and out point of a clip while its preview plays (templates/console/preview.html, propose.html).
//
// A preview's media time 0 is the wall time in data-starts (Unix seconds): previews show gaps at their full length, so
// wall time is start + current time.

const WIB = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Jakarta", timeStyle: "medium", hour12: false })
const clock = (video) => WIB.format((Number(video.dataset.starts) + video.currentTime) * 1000).replaceAll(":", ".")

function connect(video) {
  const id = video.dataset.preview
  const marks = document.querySelector(`[data-marks="${id}"]`)
  const release = document.querySelector(`[data-release="${id}"]`)
  const output = marks.querySelector("[data-clock]")
  const show = () => (output.textContent = `${clock(video)} WIB`)

  function mark(name) {
    release.querySelector(`[name$="-${name}"]`).value = clock(video)
    release.querySelector('[name$="-include"]').checked = true
  }

  video.addEventListener("timeupdate", show)
  video.addEventListener("seeking", show)
  marks.hidden = false
  show()
  if (!release) return marks.querySelectorAll("[data-mark]").forEach((button) => button.remove())
  marks.addEventListener("click", (event) => event.target.dataset.mark && mark(event.target.dataset.mark))
  video.addEventListener("keydown", (event) => {
    const name = { i: "starts", o: "ends" }[event.key.toLowerCase()]
    if (name) mark(name)
  })
}

export function connectMarks() {
  document.querySelectorAll("[data-preview]").forEach(connect)
}
