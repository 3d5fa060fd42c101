import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { ROOT } from './root.ts'

const FOLDER = path.join(ROOT, 'dist/ui')

/** What the page contains of others. Their licenses ask for their notices. */
const PACKAGES = ['preact', '@preact/signals', '@preact/signals-core', '@tanstack/virtual-core']

/** Builds the page of `hoptrace dev` into the built package. */
await build({
  root: path.join(ROOT, 'src/ui'),
  base: './',
  configFile: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: FOLDER,
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      output: { entryFileNames: 'page.js', assetFileNames: 'page.[ext]' },
    },
  },
})

const notices = PACKAGES.map((name) => {
  const license = readFileSync(path.join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8')
  return `${name}\n\n${license.trim()}\n`
})
writeFileSync(path.join(FOLDER, 'licenses.txt'), notices.join('\n\n'))
