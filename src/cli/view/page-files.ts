import { readFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly content: Buffer
}

/** The built page. It is where it is for the sources and for the built package alike. */
const FOLDER = new URL('../../../dist/ui/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** Returns the file of a path; `undefined` if there is none. */
export function pageFile(pathname: string): PageFile | undefined {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1)
  const [, extension = ''] = /^[\w-]+\.(\w+)$/.exec(name) ?? []
  const type = TYPES[extension]
  if (type === undefined) return undefined
  try {
    return { type, content: readFileSync(new URL(name, FOLDER)) }
  } catch {
    return undefined // no file of the page
  }
}

/**
 * Returns the text of a file of the page.
 * @throws CliError if the package isn't built
 */
export function builtFile(name: string): string {
  try {
    return readFileSync(new URL(name, FOLDER), 'utf8')
  } catch (cause) {
    throw new CliError(`The page isn't built: ${(cause as Error).message}`, { cause })
  }
}
