import { checkNames } from './read-option.ts'

/** The new names of options that were renamed before the first release. */
const RENAMED: Readonly<Record<string, string>> = {
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
  const old = Object.keys(Object(options)).find((name) => Object.hasOwn(RENAMED, name))
  if (old !== undefined) {
    throw new TypeError(`hoptrace: option '${old}' is now called '${RENAMED[old]}'`)
  }
  checkNames(options, known)
}
