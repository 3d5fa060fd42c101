/** A record as one line of JSON, in bytes of UTF-8. Longer lines may be split on their way to CloudWatch. */
export const LINE_LIMIT = 60_000

/** Whether a line is within the limit. */
export function fits(line: string): boolean {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return line.length * 3 <= LINE_LIMIT || new TextEncoder().encode(line).length <= LINE_LIMIT
}

/** `,"name":"value"`, for a line of JSON that has members before; nothing for an absent one. */
export function textMember(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`
}

/** `,"name":value` of a value that is JSON as it stands; nothing for an absent one. */
export function rawMember(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `,"${name}":${value}`
}
