const ESCAPE =
  /\\(?:u([dD][89abAB][\da-fA-F]{2})(\\u[dD][c-fC-F][\da-fA-F]{2})?|u([dD][c-fC-F][\da-fA-F]{2})|[\s\S])/g

/**
 * Replaces the escapes of lone surrogates in JSON, such as `\ud83c`, by the escape of U+FFFD. JavaScript
 * writes them for a text that was cut through an emoji; other parsers refuse the whole line.
 */
export function wellFormedJson(json: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(json)) return json
  return json.replace(ESCAPE, (found, high?: string, low?: string, loneLow?: string) => {
    const isLone = loneLow !== undefined || (high !== undefined && low === undefined)
    return isLone ? '\\ufffd' : found
  })
}
