import fc from 'fast-check'

/** Lower-case hex that isn't all zero. */
export function hex(digits: number): fc.Arbitrary<string> {
  const text = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: digits,
    maxLength: digits,
  })
  return text.filter((digitsOfId) => /[^0]/.test(digitsOfId))
}

/** Any text at all, or a valid one with a piece of it replaced by any text. */
export function hostile(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const anything = fc.string({ unit: 'binary' })
  const spoilt = fc
    .tuple(valid, fc.nat(300), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([text, at, length, piece]) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + piece + text.slice(start + length)
    })
  return fc.oneof(anything, spoilt, valid)
}

/** A `traceparent` of version 00. */
export const traceparent = fc
  .tuple(hex(32), hex(16), fc.integer({ min: 0, max: 3 }))
  .map(([traceId, parentId, flags]) => `00-${traceId}-${parentId}-0${flags}`)
