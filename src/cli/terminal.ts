import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Styles text where colours are wanted. */
export type Paint = (style: Style, text: string) => string

/** A `Paint` that paints, or leaves text as it is. */
export function createPaint(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** What a log line contains can't act on the terminal: control characters become what they are called. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return NAMED[character] ?? (code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`)
  })
}

const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** A text in exactly so many columns, cut with `…` where it is longer. */
export function padTo(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const cut = textWidth(text) > width ? truncate(text, width) : text
  const space = ' '.repeat(width - textWidth(cut))
  return side === 'left' ? cut + space : space + cut
}

function truncate(text: string, width: number): string {
  let cut = ''
  let used = 1
  for (const character of text) {
    used += widthOf(character)
    if (used > width) break
    cut += character
  }
  return `${cut}…`
}

function widthOf(character: string): number {
  if (/\p{Mark}/u.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
