// Sends each photo as soon as it is chosen, one after the other, and goes on by itself when the network was lost
// (templates/resident/parts/upload.html). Without this script the same form sends them all at once.
//
// A large photo is made smaller first: on a slow line that is the difference between ten seconds and two minutes, and
// where it was taken does not even leave the telephone. Every file keeps the id it got here, so what arrives twice counts
// once.

const LARGE_BYTES = 1_200_000
const LONGEST_SIDE = 2600
const WAITS_MS = [1000, 2000, 4000, 8000, 15000]

async function smaller(file) {
  if (file.size < LARGE_BYTES || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file
  try {
    const picture = await createImageBitmap(file) // upright, as its EXIF says
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement("canvas")
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    const drawing = canvas.getContext("2d", { alpha: false })
    drawing.fillStyle = "#fff"
    drawing.fillRect(0, 0, canvas.width, canvas.height)
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88))
    return made && made.size < file.size ? made : file
  } catch {
    return file // too large for this telephone, or not what its name says: the server tells
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

// Resolves to {status, text}; rejects when the network fails.
function post(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // fetch does not tell how far an upload is
    request.open("POST", url)
    request.setRequestHeader("Accept", "application/json")
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = request.ontimeout = reject
    request.send(body)
  })
}

function networkOrTime(ms) {
  return new Promise((done) => {
    setTimeout(done, ms)
    addEventListener("online", done, { once: true })
  })
}

function showRow(list, name) {
  const row = document.createElement("li")
  const words = document.createElement("span")
  const bar = document.createElement("progress")
  bar.max = 1
  bar.setAttribute("aria-label", name)
  row.append(words, bar)
  list.append(row)
  return {
    say: (text) => (words.textContent = `${name}: ${text}`),
    fill: (share) => (bar.value = share),
    remove: () => row.remove(),
    end(text, failed) {
      bar.remove()
      words.textContent = `${name}: ${text}`
      if (failed) words.className = "govuk-error-message"
    },
  }
}

function connect(form) {
  const texts = form.dataset
  const list = form.querySelector("[data-uploads-list]")
  const shown = document.querySelector("[data-documents]")
  const { kind, uploads } = form.elements
  let last = Promise.resolve()
  let waiting = 0
  let reminder

  async function send(file, chosen, row) {
    row.say(texts.preparing)
    const body = new FormData()
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    body.append("kind", chosen)
    body.append("upload_id", newId())
    body.append("uploads", await smaller(file), "file") // its name stays here
    for (let attempt = 0; ; attempt += 1) {
      row.say(texts.sending)
      try {
        const { status, text } = await post(form.action, body, row.fill)
        if (status < 500) return finish(text, chosen, row)
      } catch {} // the network; tried again below
      row.say(texts.waiting)
      await networkOrTime(WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)])
    }
  }

  function finish(text, chosen, row) {
    let answer = {}
    try {
      answer = JSON.parse(text)
    } catch {} // a page instead of an answer: signed out, or a proxy speaks
    if (answer.list) {
      shown.innerHTML = answer.list
      document.querySelector(`[data-until="later_${chosen}"]`)?.remove() // it need not follow any more
    }
    row.end(answer.list ? texts.taken : answer.message || texts.failed, !answer.list)
  }

  function start() {
    if (!kind.value || !uploads.files.length) return false
    reminder?.remove()
    for (const file of uploads.files) {
      const row = showRow(list, file.name)
      const chosen = kind.value
      row.say(texts.queued)
      waiting += 1
      last = last.then(() => send(file, chosen, row)).finally(() => (waiting -= 1))
    }
    uploads.value = ""
    return true
  }

  form.addEventListener("change", start)
  form.addEventListener("submit", (event) => {
    if (start()) event.preventDefault() // else the server says what is missing
  })
  // Going on with a file that was chosen and is not sent, since nobody said what it is: it would be lost unnoticed.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target === form || !uploads.files.length || !event.target.closest("main")) return
      if (event.target.closest("[data-documents]")) return // takes one away that was sent
      event.preventDefault()
      event.stopImmediatePropagation()
      reminder?.remove()
      reminder = showRow(list, uploads.files[0].name)
      reminder.end(texts.kind, true)
      kind.focus()
    },
    { capture: true },
  )
  addEventListener("beforeunload", (event) => waiting && event.preventDefault())
}

document.querySelectorAll("form[data-uploads]").forEach(connect)
