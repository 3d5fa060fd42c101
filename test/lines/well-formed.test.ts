import { expect, it } from 'vitest'
import { wellFormedJson } from '../../src/lines/well-formed.ts'

it.each([
  ['"\\ud83c"', '\ufffd'],
  ['"a\\udf82b"', 'a\ufffdb'],
  ['"\\uD83C\\uDF82"', '🎂'],
  ['"\\ud83c\\ud83c\\udf82"', '\ufffd🎂'],
  ['"\\\\ud83c"', '\\ud83c'],
  ['"\\\\\\ud83c"', '\\\ufffd'],
  ['"\\u0041"', 'A'],
])('lone surrogates in %s are replaced', (json, text) => {
  expect(JSON.parse(wellFormedJson(json))).toBe(text)
})
