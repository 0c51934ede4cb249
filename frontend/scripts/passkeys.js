// Buttons that let the browser make or use a passkey, and send the form they stand in with its answer.
//
// Markup: data-passkey-create or data-passkey-get holds the options as JSON (binary values in base64url, as WebAuthn's
// own JSON has them); data-passkey-into names the hidden field for the answer, data-passkey-failed the id of what is
// shown when nothing came of it. Buttons, and sections with data-passkey-only, are hidden where passkeys do not exist.

function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

// What the browser wants as bytes: the challenge, the user's id, and the ids of known keys.
function revived(json) {
  const options = JSON.parse(json).publicKey
  options.challenge = toBytes(options.challenge)
  if (options.user) options.user.id = toBytes(options.user.id)
  for (const key of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) key.id = toBytes(key.id)
  return { publicKey: options }
}

function answerOf(credential) {
  const response = {}
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response })
}

function connect(button) {
  const { passkeyCreate, passkeyGet, passkeyInto, passkeyFailed } = button.dataset
  const failed = document.getElementById(passkeyFailed)

  async function ask() {
    failed.hidden = true
    try {
      const credential = passkeyCreate
        ? await navigator.credentials.create(revived(passkeyCreate))
        : await navigator.credentials.get(revived(passkeyGet))
      button.form.elements[passkeyInto].value = answerOf(credential)
      button.form.submit()
    } catch {
      failed.hidden = false // refused, cancelled or not possible: the browser does not tell apart for good reasons
    }
  }

  button.addEventListener("click", ask)
  if (passkeyCreate) {
    button.form.addEventListener("submit", (event) => {
      event.preventDefault() // the Enter key in the name's box
      ask()
    })
  }
  button.hidden = false
}

export function connectPasskeys() {
  if (!window.PublicKeyCredential) return
  document.querySelectorAll("[data-passkey-only]").forEach((section) => (section.hidden = false))
  document.querySelectorAll("[data-passkey-create], [data-passkey-get]").forEach(connect)
}
