import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../../local/root.ts'

const SOURCES = [
  ...['frontend', 'handlers', 'local', 'src'],
  ...['package.json', 'serverless.yml', 'tsconfig.json', 'tsconfig.build.json'],
]
const NOT_SOURCES = new Set(['.next', 'node_modules'])
/** The cache of earlier builds of the frontend. */
const CACHE = 'frontend/.next/cache'

/** A copy of this repository without build output. */
export interface Checkout {
  readonly root: string
  remove(): void
}

/** Copies the repository, so that a build in a test does not replace the build that other tests use. */
export function copyCheckout(): Checkout {
  const parent = path.join(ROOT, '.hoptrace')
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const root = mkdtempSync(path.join(parent, 'checkout-'))
  for (const name of SOURCES) {
    cpSync(path.join(ROOT, name), path.join(root, name), {
      recursive: true,
      filter: (source) => !NOT_SOURCES.has(path.basename(source)),
    })
  }
  if (existsSync(path.join(ROOT, CACHE))) {
    cpSync(path.join(ROOT, CACHE), path.join(root, CACHE), { recursive: true })
  }
  // A symbolic link would not do: Next.js follows none that leads out of the repository.
  linkTree(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'))
  return { root, remove: () => rmSync(root, { recursive: true, maxRetries: 3 }) }
}

/** Copies a folder as hard links to the same files. */
function linkTree(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else linkSync(source, target)
  }
}
