const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const UPPER = LOWER.toUpperCase()

/** Alphabets of tokens, by the names that templates use. */
const ALPHABETS: Readonly<Record<string, string>> = {
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  dec: DIGITS,
  low: DIGITS + LOWER,
  UP: UPPER + DIGITS,
  AZ: LOWER + UPPER,
  62: DIGITS + UPPER + LOWER,
  64: `${DIGITS}${UPPER}${LOWER}+/`,
  url: `${DIGITS}${UPPER}${LOWER}-_`,
  b32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
}

/** Returns numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Returns generated characters, of which at least one is a digit if the alphabet has digits. */
function characters(alphabet: string, length: number, random: () => number): string {
  let text = ''
  while (text.length < length) text += alphabet[Math.floor(random() * alphabet.length)]
  const isLacking = length > 5 && alphabet.includes('7') && !/\d/.test(text)
  return isLacking ? `${text.slice(0, 4)}7${text.slice(5)}` : text
}

/**
 * Returns a function that makes a text of a template: `{62:36}` stands for 36 generated characters of
 * the alphabet `62`, `{uuid}` for a UUID. A `~` is left out: it divides what a scanner would take for
 * a real secret.
 */
export function generator(seed: number): (template: string) => string {
  const random = randomNumbers(seed)
  return (template) =>
    template
      .replaceAll('~', '')
      .replaceAll('{uuid}', '{hex:8}-{hex:4}-4{hex:3}-8{hex:3}-{hex:12}')
      .replace(/\{(\w+):(\d+)\}/g, (_all, name, length) =>
        characters(ALPHABETS[name] ?? name, Number(length), random),
      )
}

/** Returns a text as base64. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
