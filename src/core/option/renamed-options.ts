import { checkNames } from './read-option.ts'

/** New names of options, by the old ones. */
export type Renames = Readonly<Record<string, string>>

/** The options of the adapters that were renamed before the first release. */
const RENAMED: Renames = {
  onError: 'failureLevel',
  body: 'traceIdInBody',
  timeoutMargin: 'timeoutMarginMs',
  maxHops: 'maxServices',
  errors: 'errorResponse',
}

/**
 * Checks the names of an adapter's options.
 * @throws TypeError that names the unknown option, and its new name or the known ones
 */
export function checkOptionNames(options: unknown, known: readonly string[]): void {
  checkRenamed(options, RENAMED)
  checkNames(options, known)
}

/**
 * Refuses options under their old names.
 * @param prefix names the option that contains these: `alarms.`
 * @throws TypeError that names the old option and its new name
 */
export function checkRenamed(options: unknown, renames: Renames, prefix = ''): void {
  const old = Object.keys(Object(options)).find((name) => Object.hasOwn(renames, name))
  if (old === undefined) return
  throw new TypeError(`hoptrace: option '${prefix}${old}' is now called '${renames[old]}'`)
}
