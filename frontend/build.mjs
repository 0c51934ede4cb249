// Builds static/build/ from frontend/: one style sheet and one script for residents, one of each for the console,
// the map, which loads when somebody asks for it, and a style sheet beside that of Django's admin pages. Text is also laid down compressed, as it is sent.
//
// `npm run build` says how heavy each file is then. Nothing in the result names another host.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

import * as esbuild from "esbuild"
import * as sass from "sass"

const root = fileURLToPath(new URL("..", import.meta.url))
const out = `${root}static/build`
const browsers = ["chrome87", "firefox78", "safari14.1"] // a phone of 2020 and later

async function buildStyles(name) {
  const { css } = sass.compile(`${root}frontend/styles/${name}.scss`, {
    loadPaths: [`${root}node_modules`],
    quietDeps: true,
  })
  // Leaflet's pictures of a pin and of layers, and what it does for browsers of long ago.
  const used = css.replaceAll(/[^{}]*{[^{}]*url\(["']?(images\/|#)[^{}]*}/g, "")
  const { code } = await esbuild.transform(used, { loader: "css", minify: true, target: browsers })
  await writeFile(`${out}/${name}.css`, code)
}

async function buildScripts(name, format) {
  await esbuild.build({
    entryPoints: [`${root}frontend/scripts/${name}.js`],
    outfile: `${out}/${name}.js`,
    bundle: true,
    format,
    legalComments: "none",
    minify: true,
    target: browsers,
  })
}

const copies = {
  "fonts/plus-jakarta-sans.woff2":
    "node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2",
  "fonts/LICENSE-plus-jakarta-sans.txt": "node_modules/@fontsource-variable/plus-jakarta-sans/LICENSE",
  "favicon.svg": "frontend/images/favicon.svg",
}

await rm(out, { recursive: true, force: true })
await mkdir(`${out}/fonts`, { recursive: true })
await Promise.all([
  ...["resident", "console"].flatMap((name) => [buildStyles(name), buildScripts(name, "iife")]),
  buildScripts("uploads", "iife"), // only on pages that send files
  buildStyles("map"),
  buildStyles("administration"), // beside Django's own
  buildScripts("map", "esm"), // brought in by import()
  ...Object.entries(copies).map(([to, from]) => copyFile(`${root}${from}`, `${out}/${to}`)),
])

const files = ["resident", "console", "map"].flatMap((name) => [`${name}.css`, `${name}.js`])
for (const file of [...files, "uploads.js", "favicon.svg", "fonts/plus-jakarta-sans.woff2"]) {
  let sent = await readFile(`${out}/${file}`)
  if (!file.endsWith(".woff2")) {
    sent = gzipSync(sent, { level: 9 })
    await writeFile(`${out}/${file}.gz`, sent)
  }
  console.log(`${file.padEnd(32)} ${(sent.length / 1000).toFixed(1).padStart(6)} kB compressed`)
}
