import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CliError } from './cli-error.ts'

/** An optional package, and what needs it. */
export interface Peer {
  readonly name: string
  /** What is imported of the package, such as `@scope/name/entry`. Default: its name. */
  readonly entry?: string
  /** The begin of the message if the package is missing: `Queries over files need DuckDB`. */
  readonly need: string
}

/**
 * Loads an optional package: the one beside hoptrace, else the one of the project in the working directory,
 * since `npx` and global installs keep hoptrace elsewhere.
 * @param load imports the package beside hoptrace
 * @throws CliError if there is none, which says what to type
 */
export async function loadPeer<T extends object>(peer: Peer, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    const file = isMissing(cause, peer.name) ? fileInProject(peer.entry ?? peer.name) : undefined
    if (file !== undefined) return exportsOf<T>(await import(pathToFileURL(file).href))
    throw new CliError(`${peer.need}. Run ${installation(peer.name)}`, { cause })
  }
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)
}

function fileInProject(name: string): string | undefined {
  try {
    return createRequire(path.resolve('package.json')).resolve(name)
  } catch {
    return undefined
  }
}

/** Returns the exports of a module. Those of CommonJS may be in `default` alone. */
function exportsOf<T extends object>(module: T & { readonly default?: T }): T {
  return { ...module.default, ...module }
}

function installation(name: string): string {
  return `npm install --save-dev ${name} in the project; for a global hoptrace, npm install --global ${name}; or for one call, npx --package hoptrace --package ${name} hoptrace …`
}
