import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, type Redactor } from '../../../src/core/redact/redactor.ts'
import { AWS_KEY_ID, CARD, HEADER, JWT } from './secrets.ts'

const redactor = createRedactor({
  keys: ['customerNumber'],
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

/** By what factor the time grows when a text is eight times as long; the least of some tries. */
function growth({ text }: Redactor, make: (length: number) => string): number {
  const [short, long] = [make(1500), make(12_000)]
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 8 && least > MAX_GROWTH; tries += 1) {
    least = Math.min(least, fastest(() => text(long), 2) / fastest(() => text(short), 6))
  }
  return least
}

// Eight times the length takes eight times the time, or 64 times where it grows with the square.
const MAX_GROWTH = 24

function fastest(run: () => void, times: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time += 1) {
    const start = process.hrtime.bigint()
    run()
    least = Math.min(least, Number(process.hrtime.bigint() - start))
  }
  return least
}

const repeated = (piece: string) => (length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

describe('an adversarial text', () => {
  it.each(PIECES)('is masked in time linear in its length: %j repeated', (piece) => {
    expect(growth(redactor, repeated(piece))).toBeLessThan(MAX_GROWTH)
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
  ])('is masked in time linear in its length: %j, then each piece repeated', (start) => {
    for (const piece of PIECES) {
      expect([piece, growth(redactor, (length) => start + repeated(piece)(length))]).toEqual([
        piece,
        expect.toSatisfy((factor: number) => factor < MAX_GROWTH),
      ])
    }
  })

  it('is masked in time linear in its length: two random pieces in turn', () => {
    const pair = fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES))
    const check = fc.property(pair, ([a, b]) => {
      expect(growth(redactor, repeated(a + b))).toBeLessThan(MAX_GROWTH)
    })
    fc.assert(check, { numRuns: 300, seed: 5, endOnFailure: true })
  })

  it('is measured so that a pattern of quadratic time exceeds the limit', () => {
    const quadratic = createRedactor({ patterns: [/x+y/] })
    expect(growth(quadratic, repeated('x'))).toBeGreaterThan(MAX_GROWTH)
  })

  it('is masked without an error, and not changed by a second masking', () => {
    const texts = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 10 })
    const check = fc.property(texts, (pieces) => {
      const masked = redactor.text(pieces.join(''))
      expect(redactor.text(masked)).toBe(masked)
    })
    fc.assert(check, { numRuns: 20_000, seed: 7 })
  })

  it('that isPlain accepts has nothing to mask and nothing to escape in JSON', () => {
    const { isPlain, text } = createRedactor()
    const texts = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })))
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
  })

  it('is masked without an error if it has a lone surrogate', () => {
    expect(redactor.text('\ud800 password=x\udfff y')).toBe('\ud800 password=[redacted] y')
    expect(redactor.maskedValue('\ud800password', 'x')).toBe('[redacted]')
  })
})
