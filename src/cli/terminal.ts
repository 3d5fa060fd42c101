import { styleText } from 'node:util'
import { escapeControls } from '../core/lib/escape-controls.ts'

export { escapeControls }

type Style = Parameters<typeof styleText>[0]

/** Styles text, or returns it as it is if there are no colours. */
export type Paint = (style: Style, text: string) => string

/** Creates a `Paint`. */
export function createPaint(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

/** Escapes each line of a text of several lines. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n')
}

const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** Returns the width of a text, in columns of a terminal. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** Pads a text to a width in columns, or cuts it with `…`. */
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
