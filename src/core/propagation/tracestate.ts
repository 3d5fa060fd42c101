const MAX_MEMBERS = 32
/** The standard asks for 512 at least; more than this is not carried. */
const TEXT = /^[\t -~]{1,4096}$/
// Of a member without its outer blanks, in a list of printable characters that was split at its commas.
const MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[^=\t]{1,256}$/

/**
 * Takes a `tracestate` to be sent on as it came, or none of it: one bad member drops all.
 * Headers that were joined with commas are one list, and empty members are none.
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export function parseTracestate(text: string | undefined): string | undefined {
  if (text === undefined || !TEXT.test(text)) return undefined
  const members = text.split(',').flatMap((member) => member.trim() || [])
  const accepted = members.length > 0 && members.length <= MAX_MEMBERS
  return accepted && members.every((member) => MEMBER.test(member)) ? text : undefined
}
