// Builds static/build/ from frontend/: one style sheet and one script for residents, one of each for the console.
//
// `npm run build` says how heavy each file is when compressed. Nothing in the result names another host.

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
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: browsers })
  await writeFile(`${out}/${name}.css`, code)
}

async function buildScripts(name) {
  await esbuild.build({
    entryPoints: [`${root}frontend/scripts/${name}.js`],
    outfile: `${out}/${name}.js`,
    bundle: true,
    format: "iife",
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
  ...["resident", "console"].flatMap((name) => [buildStyles(name), buildScripts(name)]),
  buildScripts("uploads"), // only on pages that send files
  ...Object.entries(copies).map(([to, from]) => copyFile(`${root}${from}`, `${out}/${to}`)),
])

for (const file of ["resident.css", "resident.js", "uploads.js", "console.css", "console.js", "fonts/plus-jakarta-sans.woff2"]) {
  const bytes = await readFile(`${out}/${file}`)
  const sent = file.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length
  console.log(`${file.padEnd(32)} ${(sent / 1000).toFixed(1).padStart(6)} kB compressed`)
}
