const SHORT: Readonly<Record<string, string>> = { 9: '\\t', a: '\\n', d: '\\r' }

/**
 * Replaces characters by their escapes that could act on a terminal, or change the order in which a
 * text is seen: control characters, bidirectional and zero-width ones, and line separators.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return SHORT[code] ?? (code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`)
  })
}
