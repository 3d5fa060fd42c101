import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * Loads a file: a module's default export, or what a file with JSON contains.
 * @param name names the option that has the file, in errors
 * @throws TypeError if there is no such file, or it can't be loaded
 */
export function loadFile(file: string, name: string): unknown {
  const whole = path.resolve(file)
  if (!existsSync(whole)) throw new TypeError(`hoptrace: ${name}: there is no file ${whole}`)
  try {
    const loaded: unknown = createRequire(whole)(whole)
    const exported = Object(loaded) as { readonly default?: unknown }
    return exported.default ?? loaded
  } catch (cause) {
    // Node adds lines with what required the module.
    const [reason = ''] = String((cause as Error | undefined)?.message ?? cause).split('\n', 1)
    throw new TypeError(`hoptrace: ${name}: ${whole} can't be loaded: ${reason}`, { cause })
  }
}
