/** Parses a JSON text that is an object; returns `undefined` for any other text. */
export function parseObject(text: string): object | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a text that only begins like JSON, or several in one
  }
}
