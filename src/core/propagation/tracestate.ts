const MAX_MEMBERS = 32

/**
 * Validates a `tracestate`, which is sent on unchanged. Returns `undefined` if any member is invalid.
 * Headers that were joined by commas are one list; empty members are allowed.
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export function parseTracestate(text: string | undefined): string | undefined {
  // At most 4,096 characters are sent on; the standard asks for at least 512.
  const printable = /^[\t -~]{1,4096}$/
  if (text === undefined || !printable.test(text)) return undefined
  const members = text.split(',').flatMap((member) => member.trim() || [])
  const accepted = members.length > 0 && members.length <= MAX_MEMBERS
  // Matches a trimmed member of a printable list that was split at its commas.
  const form = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[^=\t]{1,256}$/
  return accepted && members.every((member) => form.test(member)) ? text : undefined
}
