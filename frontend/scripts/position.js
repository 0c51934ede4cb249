// The position that goes along with the place: of the suggestion that was taken, or of the pin on the map.

const box = (name) => document.querySelector(`input[type=hidden][name="${name}"]`)

// {latitude, longitude, by: "list" | "map"}; null when there is none.
export function position() {
  const [latitude, longitude] = [box("latitude").value, box("longitude").value]
  return latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude), by: box("latitude").dataset.by } : null
}

export function setPosition(found) {
  box("latitude").value = found ? found.latitude : ""
  box("longitude").value = found ? found.longitude : ""
  box("latitude").dataset.by = found?.by ?? ""
  document.dispatchEvent(new Event("saksi:position"))
}
