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

/** An X-Ray trace id. */
export const xrayRoot = hex(32).map((id) => `1-${id.slice(0, 8)}-${id.slice(8)}`)

const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index))

/** A `tracestate` member of the standard's grammar, without blanks around it. */
const member = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9][a-z0-9_*/@-]{0,20}$/),
    fc.string({ unit: fc.constantFrom(' ', ...visible.filter((c) => !',='.includes(c))) }),
    fc.constantFrom(...visible.filter((c) => !',='.includes(c))),
  )
  .map(([key, value, last]) => `${key}=${value}${last}`)

const unreadField = fc.tuple(
  fc
    .stringMatching(/^[A-Za-z][\w-]{0,10}$/)
    .filter((name) => !['Root', 'Parent', 'Sampled'].includes(name)),
  fc.string({ unit: fc.constantFrom(...visible.filter((c) => !',;'.includes(c))), maxLength: 20 }),
)

/** The fields of an X-Ray header, in any order and with some that are not known. */
export const xrayFields: fc.Arbitrary<[string, string][]> = fc
  .tuple(
    fc.tuple(fc.constant('Root'), xrayRoot),
    fc.option(fc.tuple(fc.constant('Parent'), hex(16))),
    fc.option(fc.tuple(fc.constant('Sampled'), fc.constantFrom('0', '1', '?'))),
    fc.uniqueArray(unreadField, { maxLength: 4, selector: ([name]) => name }),
  )
  .map(([root, parent, sampled, others]) => [root, parent, sampled, ...others])
  .map((fields) => fields.filter((field) => field !== null))
  .chain((fields) => fc.shuffledSubarray(fields, { minLength: fields.length }))

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

/** An X-Ray header in the form in which we write it. */
export const xrayHeader = xrayFields.map((fields) =>
  fields.map(([name, value]) => `${name}=${value}`).join(';'),
)

/** A `tracestate` with blanks and empty members, as joined headers have them. */
export const tracestate = fc
  .array(member, { minLength: 1, maxLength: 32 })
  .chain((members) =>
    fc.constantFrom(',', ', ', ' \t,\t', ',,').map((comma) => members.join(comma)),
  )
