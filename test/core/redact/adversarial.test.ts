import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, type Redactor } from '../../../src/core/redact/redactor.ts'
import { fastest } from '../../fastest.ts'
import { grows } from '../../linear-time/growth.ts'
import { AWS_KEY_ID, CARD, HEADER, JWT } from './secrets.ts'

const redactor = createRedactor({
  keys: ['customerNumber', '*Ref', /^x-own/],
  patterns: [/\bCUST-\d+/],
  pseudonymize: ['userId'],
  key: 'a key of the tests',
})

const PEM = '-----BEGIN PRIVATE KEY-----'
const PIECES = [
  ...['a', 'A', '1', ' ', '\n', '\\', '"', "'", '`', ':', '=', '@', '.', '-', '_', '%', '/', 'é'],
  ...['[', '{', ']', '}', '\\"', '\\\\"', '\\n', '%40', '%3D', '%22', '://', '://a', '%3A%2F%2F'],
  ...[
    'eyJ',
    HEADER,
    `${HEADER}.`,
    JWT,
    'AKIA',
    AWS_KEY_ID,
    'IQoJb3JpZ2lu',
    PEM,
    '-----END',
    '-----',
  ],
  ...[
    'Bearer ',
    'Bearer+',
    'Bearer%20',
    'Basic ',
    'Basic+',
    'YWxhZGRpbjpvcGVu',
    'a@',
    'a@a.',
    '@a.b',
  ],
  ...['password:', 'password=', 'password: ', '"password":', '"password":"', '\\"password\\":\\"'],
  ...["password: '", 'token:', 'token: ', 'token=1', 'secret: [', '"secret":[', '"secret":{"a":'],
  ...[
    'Cookie: ',
    'authorization=',
    '?code=',
    '?code=a',
    'first ',
    'api key',
    'x-',
    'user_',
    '\t\t:',
  ],
  ...['4 ', '4-', '4111 ', `${CARD} `, CARD, '"n":4111', '"userId":"u",', '[redacted]', 'hash:'],
  ...['customerNumber=', 'CUST-1', '{"a":', '[{"', '"}]', '--', 'new password '],
]

// What the forms of tokens and the shapes of texts begin with, end with and look for.
const FORMS = [
  ...[
    'MIIabcIBA',
    'ABIA',
    '\r\n\r\n',
    '"a"\n\n',
    '01aB-',
    'a_b1C-',
    'kty',
    '"k":"',
    '"q":',
    'a b c:',
  ],
  ...['gh', 'p_', 'gl', 'pat-a', 'sk_', 'live_', 'xo', 'xb-1', 'key-', 'a1B2c3_', 'abc_A1b', 'a1-'],
  ...['SG.', 'SG.a1', 's.', 'dp.', 'dp.a', 'pat', 'M1a', '.atlasv1.', 'AI', 'za', 'EAA', 'ATATT'],
  ...['dapi', '1//0', '4/0', '8Q~', 'NRAL', ':AA', '1:AA', 'bot1:AA', '$2b$', '$argon2id$', 'eyA'],
  ...['ewo', 'LS0t', 'W3s', 'eyJhIjoi', 'response="', '/hook', '/reset/', '/services/a/', '/a1B'],
]
const SHAPES = [
  ...['=>', "'password' => '", "['authorization', ", '["Cookie","', '",', '", "', "('", ", '"],
  ...[
    'VALUES (',
    "values ('a', ",
    "insert into password values ('",
    '<',
    '>',
    '<password>',
    '</a>',
  ],
  ...['<a b="', 'name="password"\r\n\r\n', 'name="a"\n', 'name=\\"password\\"\\r\\n', '\\r\\n'],
  ...[' -p', 'mysql -p', 'mysql ', 'curl -u a:', 'curl ', ' --password ', ' --a ', '"value":'],
  ...['"value":"', '"name":"password","value":"', 'name: a\n', 'path:[', '"d":', 'kty', 'params: '],
  ...['"kty":"RSA","d":"', 'select password params: ', 'user[', ']=', '(a)=', ', ', "' + '"],
]
const VALUES = [
  ...['card ', 'card 4', 'visa: ', '?state=', 'state=a1', 'session=', 'sid=a1B2c', 'auth=YWxh'],
  ...['key=', 'a1', 'A1a', 'none', 'password=none ', 'password=none.', 'password: <', '$', '${'],
  ...['::', '10.0.', '*', '%253D', '%25', '="a" ', 'Digest a="b", ', 'aaRef=', 'x-own'],
]
const ALL = [...PIECES, ...FORMS, ...SHAPES, ...VALUES]

const LENGTH = 3_000
/** Milliseconds in which a pattern could not look at each pair of pieces of four times as many characters. */
const LITTLE = 3

/** Whether the time for a text grows with the square of its length. */
function isSlow({ text }: Redactor, make: (length: number) => string): boolean {
  return grows(text, make, LENGTH, LITTLE)
}

// Whole pieces: a last one that is cut may be masked, and a text that changes is searched twice.
const repeated = (piece: string) => (length: number) =>
  piece.repeat(Math.ceil(length / piece.length))

describe('an adversarial text', () => {
  it.each(ALL)('is masked in time linear in its length: %j repeated', (piece) => {
    expect(isSlow(redactor, repeated(piece))).toBe(false)
  })

  it.each([
    '"password":"',
    '"secret":[',
    '\\"',
    'token=',
    'Bearer ',
    'eyJaaaaa',
    'a@',
    PEM,
    '4111 ',
    '<password>',
    'session=',
    '"value":',
    'mysql -p',
    'a1B2c3_',
  ])('is masked in time linear in its length: %j, then each piece repeated', (start) => {
    const slow = ALL.filter((piece) =>
      isSlow(redactor, (length) => start + repeated(piece)(length)),
    )
    expect(slow).toEqual([])
  })

  it('is masked in time linear in its length: two random pieces in turn', () => {
    const pair = fc.tuple(fc.constantFrom(...ALL), fc.constantFrom(...ALL))
    const check = fc.property(pair, ([a, b]) => {
      expect(isSlow(redactor, repeated(a + b))).toBe(false)
    })
    fc.assert(check, { numRuns: 300, seed: 5, endOnFailure: true })
  })

  it('of 10,000 characters is masked within 100 ms', () => {
    for (const piece of ALL) {
      const given = repeated(piece)(10_000)
      expect([piece, fastest(() => redactor.text(given), 3) < 100]).toEqual([piece, true])
    }
  })

  it('would be found out if a pattern took quadratic time', () => {
    const quadratic = createRedactor({ patterns: [/x+y/] })
    expect(isSlow(quadratic, repeated('x'))).toBe(true)
  })

  it('is masked without an error, and not changed by a second masking', () => {
    const texts = fc.array(fc.oneof(fc.constantFrom(...ALL), fc.string()), { maxLength: 10 })
    const check = fc.property(texts, (pieces) => {
      const masked = redactor.text(pieces.join(''))
      expect(redactor.text(masked)).toBe(masked)
    })
    fc.assert(check, { numRuns: 20_000, seed: 7 })
  })

  it('that isPlain accepts has nothing to mask and nothing to escape in JSON', () => {
    const { isPlain, text } = createRedactor()
    const texts = fc.array(fc.oneof(fc.constantFrom(...ALL), fc.string({ unit: 'binary' })))
    let plain = 0
    const check = fc.property(texts, (pieces) => {
      const given = pieces.join('')
      if (!isPlain(given)) return
      plain += 1
      expect(text(given)).toBe(given)
      expect(JSON.stringify(given)).toBe(`"${given}"`)
    })
    fc.assert(check, { numRuns: 20_000, seed: 9 })
    expect(plain).toBeGreaterThan(1000)
    expect(isPlain('images/2025/cat.jpg of job_17')).toBe(true)
    expect(isPlain('GET /orders/{id}/files/{proxy+}')).toBe(true)
  })

  it('is masked without an error if it has a lone surrogate', () => {
    expect(redactor.text('\ud800 password=x\udfff y')).toBe('\ud800 password=[redacted] y')
    expect(redactor.maskedValue('\ud800password', 'x')).toBe('[redacted]')
  })
})
