import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redact/redactor.ts'

const { maskedValue, text } = createRedactor()

const names = [
  'password',
  'token',
  'x-api-key',
  'firstName',
  'cvv',
  'address',
  'Set-Cookie',
  'cookies',
]
const others = ['name', 'id', 'inputTokens', 'a b', "it's", 'n', '']
const characters = [
  'a',
  '1',
  '"',
  '\\',
  "'",
  '`',
  '\n',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '=',
  'é',
]
const string = fc.string({ unit: fc.constantFrom(...characters), maxLength: 10 })
const found = fc.constantFrom('alice@example.com', 'a\npassword=hunter2\nb', '4111 1111 1111 1111')
const leaf = fc.oneof(string, found, fc.integer(), fc.boolean(), fc.constant(null))

const { object } = fc.letrec<{ value: unknown; object: object; nested: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('nested'),
  ),
  object: fc.dictionary(fc.constantFrom(...names, ...others), tie('value'), { maxKeys: 4 }),
  nested: tie('object').map((value) => JSON.stringify(value)),
}))

/** Masks a value member by member, and JSON texts in it by what they say. */
function masked(name: string, value: unknown): unknown {
  const mask = maskedValue(name, value)
  if (mask !== undefined) return mask
  if (typeof value === 'string') return maskedString(value)
  if (Array.isArray(value)) return value.map((item) => masked('', item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(key, item)]))
}

function maskedString(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed === 'object') return JSON.stringify(masked('', parsed))
  } catch {
    // no JSON
  }
  return text(value)
}

describe('a JSON text', () => {
  it('is masked as the parsed value would be, also in JSON texts nested within', () => {
    const check = fc.property(object, (value) => {
      expect(text(JSON.stringify(value))).toBe(JSON.stringify(masked('', value)))
    })
    fc.assert(check, { numRuns: 3000, seed: 3 })
  })

  it('keeps its white space and its large numbers', () => {
    const given = '{\n  "id": 12345678901234567890,\n  "password" : "x",\n  "r": 1.0\n}'
    expect(text(given)).toBe(given.replace('"x"', '"[redacted]"'))
  })

  it.each([
    ['{"card":4111111111111111}', '{"card":"[redacted]"}'],
    ['{"pin":1234,"n":1}', '{"pin":"[redacted]","n":1}'],
    ['{"a":"{\\"card\\":4111111111111111}"}', '{"a":"{\\"card\\":\\"[redacted]\\"}"}'],
    ['{"a":"{\\"cvv\\":123}"}', '{"a":"{\\"cvv\\":\\"[redacted]\\"}"}'],
    ['{"pin":"4111111111111111"}', '{"pin":"[redacted]"}'],
    ['["4111 1111 1111 1111",1]', '["[redacted]",1]'],
  ])('is still valid JSON after a number in it is masked: %s', (given, expected) => {
    expect(text(given)).toBe(expected)
    JSON.parse(expected)
  })

  it.each([
    ['{"id":1,"password":"correct hor', '{"id":1,"password":"[redacted]'],
    ['{"id":1,"address":{"street":"Elm', '{"id":1,"address":"[redacted]"'],
    ['{"a":"{\\"password\\":\\"x","b":1}', '{"a":"{\\"password\\":\\"[redacted]","b":1}'],
    ['{"a":"{\\"secret\\":[\\"x","b":1}', '{"a":"{\\"secret\\":\\"[redacted]\\"","b":1}'],
  ])('has its last value masked even if it is cut off: %s', (given, expected) => {
    expect(text(given)).toBe(expected)
  })
})
