import path from 'node:path'
import { build } from 'vite'
import { ROOT } from './root.ts'

/** Builds the page of `hoptrace dev` into the built package. */
await build({
  root: path.join(ROOT, 'src/ui'),
  base: './',
  configFile: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(ROOT, 'dist/ui'),
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      output: { entryFileNames: 'page.js', assetFileNames: 'page.[ext]' },
    },
  },
})
