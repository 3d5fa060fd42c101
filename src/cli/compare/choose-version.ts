import { NothingFoundError } from '../cli-error.ts'
import { plural } from '../plural.ts'
import { shortVersion } from '../short-version.ts'
import { escapeControls } from '../terminal.ts'

const MAX_NAMED = 10
const MAX_LENGTH = 60

/** A flag means no value of the records, or several. The message has values of records. */
export class VersionError extends NothingFoundError {}

/**
 * Returns the version that a flag means: the whole version, its short form, or how it begins.
 * @param known the versions of requests, the newest first
 * @throws VersionError if it means none of them, or several
 */
export function chooseVersion(given: string, known: readonly string[]): string {
  const [found, ...others] = meantBy(given, known)
  if (found === undefined) throw unknownVersion(given, known)
  if (others.length === 0) return found
  const names = listOf([found, ...others])
  throw new VersionError(`Several versions begin with ${nameOf(given)}: ${names}`)
}

/** Returns the error of a version that no request has. */
export function unknownVersion(given: string, known: readonly string[]): VersionError {
  const names = known.length === 0 ? '' : `. Versions: ${listOf(known)}`
  return new VersionError(`Nothing found: no request has the version ${nameOf(given)}${names}`)
}

function meantBy(given: string, known: readonly string[]): readonly string[] {
  if (known.includes(given)) return [given]
  const short = known.filter((version) => shortVersion(version) === given)
  return short.length > 0 ? short : known.filter((version) => version.startsWith(given))
}

/** Names some values in a message. */
export function listOf(versions: readonly string[]): string {
  const named = versions.slice(0, MAX_NAMED).map(nameOf)
  const more = versions.length - named.length
  return [...named, ...(more > 0 ? [`and ${plural(more, 'other')}`] : [])].join(', ')
}

/** Names a value in a message. */
export function nameOf(version: string): string {
  return escapeControls(version.length > MAX_LENGTH ? `${version.slice(0, MAX_LENGTH)}…` : version)
}
