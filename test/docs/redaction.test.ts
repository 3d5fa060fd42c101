import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type RedactOptions, type TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { vendorTokens } from '../core/redact/corpus/vendor-tokens.ts'
import { handlerOf } from '../middy/invocation.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/redaction.md'
const MASK = '[redacted]'
const RANDOM = ['q8Xw2LmZr5', 'TkV9bNc3Yd'].join('')
const UUID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd'

const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** The record of a line that is written in an invocation. */
async function lineOf(message: string, metadata?: object, redact: RedactOptions = {}) {
  const { records } = await captureRecords(() =>
    handlerOf([tracing({ redact })], () => currentTrace().info(message, metadata as never))(
      {},
      lambdaContext(),
    ),
  )
  return records[1] as TraceRecord
}

/** What stands for a value under a name. */
const under = async (name: string, value: unknown, redact?: RedactOptions) =>
  (await lineOf('line', { [name]: value }, redact)).metadata?.[name]
const messageOf = async (text: string, redact?: RedactOptions) =>
  (await lineOf(text, undefined, redact)).message

afterEach(() => void vi.unstubAllEnvs())

describe('the page on redaction', () => {
  it('begins with a handler whose record the page shows', async () => {
    const { handler } = await loadSample(PAGE, 'customerNumber')
    const { records } = await captureRecords(() => handler({}, lambdaContext()))
    const [, shown = ''] = /metadata is `(.+?)`/.exec(readFileSync(PAGE, 'utf8')) ?? []
    expect(records[1]?.metadata).toEqual(JSON.parse(shown))
  })
})

describe('the names on the page', () => {
  const rows = rowsOf(sectionOf(PAGE, 'By name')).flatMap(([what = '', cell]) =>
    names(cell).map((name) => ({ what, name })),
  )

  it.each(rows)('$name is masked: $what', async ({ what, name }) => {
    const isRandom = what.startsWith('what looks random')
    expect(await under(name, isRandom ? RANDOM : 'tabby')).toBe(MASK)
    expect(await under(name, { inner: 'tabby' })).toEqual(isRandom ? { inner: 'tabby' } : MASK)
    expect(await under(name, 4711)).toBe(what.includes('numbers') ? MASK : 4711)
    if (isRandom) expect(await under(name, 'tabby')).toBe('tabby')
  })

  it('list every word of the built-in names', () => {
    const source = readFileSync('src/core/redact/built-in-keys.ts', 'utf8')
    const families = source.matchAll(/\[\s*'(value|text|random)',\s*([^\]]+)\]/g)
    const words = [...families].flatMap(([, , parts = '']) => parts.match(/\w+/g) ?? [])
    const shown = rows.map(({ name }) => name.toLowerCase()).join()
    expect(words).toContain('passphrase')
    expect(words.filter((word) => !shown.includes(word))).toEqual([])
  })

  it('are matched in other spellings as the page says', async () => {
    const text = sectionOf(PAGE, 'By name')
    const [, alike = ''] = /do not matter: (.+) are one name/.exec(text) ?? []
    const [, before = ''] = /may stand before the name: (.+?)\. So/m.exec(text) ?? []
    for (const name of [...names(alike), ...names(before)])
      expect(await under(name, 'tabby')).toBe(MASK)
    const [, others = ''] = /make it another one: (.+) stay\./.exec(text) ?? []
    const [, kept = ''] = /These stay: (.+)\./.exec(text) ?? []
    for (const name of [...names(others), ...names(kept)])
      expect(await under(name, 'tabby')).toBe('tabby')
    for (const name of ['password2', 'recoveryCodes']) expect(await under(name, 'tabby')).toBe(MASK)
    const lists = [alike, before, others, kept].map((list) => names(list).length)
    expect(lists).toEqual([3, 4, 3, 19])
  })

  it('look random as the page says', async () => {
    expect(RANDOM.length).toBe(20)
    expect(await under('sessionId', RANDOM.slice(1))).toBe(RANDOM.slice(1))
    expect(await under('sessionId', 'a-session-of-the-chat')).toBe('a-session-of-the-chat')
    expect(await under('sessionId', UUID)).toBe(UUID)
    expect(await under('card', '4111111111111111')).toBe(MASK)
  })

  it.each([
    ['JSON', '{"password":"tabby"}'],
    ['a pair', 'password=tabby'],
    ['a URL parameter', 'https://shop.example/?password=tabby'],
    ['a header', 'Cookie: session=tabby'],
  ])('are masked within a text: %s', async (_name, text) => {
    const message = await messageOf(text)
    expect(message).toContain(MASK)
    expect(message).not.toContain('tabby')
  })
})

// Made here, so that no file looks as if it had a secret in it.
const base64 = (text: string) => Buffer.from(text).toString('base64url')
const jwt = [base64('{"alg":"none"}'), base64('{"sub":"anna-smith"}'), 'c2lnbmF0dXJl'].join('.')
const keyId = ['AK', 'IA', 'IOSFODNN7EXAMPLE'].join('')

const vendors = [
  ...['GitHub', 'GitLab', 'Slack', 'Stripe', 'Google', 'npm', 'OpenAI', 'Anthropic'],
  ...['DigitalOcean', 'Shopify'],
]
const tokens = vendorTokens(7)
const tokenOf = (vendor: string) => tokens.find((made) => made.vendor === vendor)?.token ?? ''

/** A text of each form, with what must not be left of it. */
const FORMS: Readonly<Record<string, readonly [text: string, secret: string][]>> = {
  'private keys': [
    [`MIIEvQ${'IBADAN'}${RANDOM}${RANDOM}`, RANDOM],
    [`-----BEGIN ${'PRIVATE'} KEY-----\nMIIBVgIBADANBg\n-----END ${'PRIVATE'} KEY-----`, 'MIIB'],
  ],
  '`Bearer` and `Basic` credentials': [
    ['sent Bearer abc123def456ghi789', 'abc123'],
    [`sent Basic ${Buffer.from('anna:tabby').toString('base64')}`, 'YW5u'],
  ],
  JWTs: [[`got ${jwt} there`, 'c2ln']],
  'tokens of vendors': [
    ...vendors.map((vendor): [string, string] => [`got ${tokenOf(vendor)} there`, tokenOf(vendor)]),
    [`got some_${RANDOM}${RANDOM}`, RANDOM],
    ...['key', 'secret', 'live'].map((word): [string, string] => [
      `got my_${word}_${RANDOM}`,
      RANDOM,
    ]),
  ],
  'AWS keys': [
    [`key ${keyId}`, 'IOSFODNN7'],
    [`${keyId} ${'aB12'.repeat(10)}`, 'aB12aB12'],
    [`no id: ${'xY3+'.repeat(10)}`, 'xY3+xY3+'],
    [`token ${'IQoJb3JpZ2lu'}X2VjEEXAMPLETOKEN1234`, 'IQoJ'],
  ],
  'user info in URLs': [['postgres://anna:tabby@db.example/shop', 'tabby']],
  'presigned URLs': [
    [`https://cdn.example/a?Policy=eyJTdGF0ZW1lbnQi${RANDOM}__&Key-Pair-Id=K2`, RANDOM],
    [
      `https://s3.example/a?X-Amz-Credential=anna%2F2026&X-Amz-Signature=${'ab'.repeat(32)}&X-Amz-Security-Token=abc`,
      'abab',
    ],
  ],
  links: ['reset', 'invite', 'webhooks'].map((word) => [`/${word}/${RANDOM}`, RANDOM]),
  'e-mail addresses': [['mail from anna@shop.example', 'anna']],
  'card numbers': [
    ['4111 1111 1111 1111', '1111'],
    ['3782-822463-10005', '822463'],
    ['card 4111111111111111', '4111'],
    ['visa: 4111111111111111', '4111'],
  ],
  base64: [
    [`body ${Buffer.from('{"user":"anna","password":"tabby"}').toString('base64')}`, 'dGFiYnki'],
    [
      `key ${Buffer.from(`-----BEGIN ${'PRIVATE'} KEY-----\nMIIBVgIBADANBg`).toString('base64')}`,
      'JSUJWZ0',
    ],
  ],
}

describe('the list of secret forms on the page', () => {
  const rows = rowsOf(sectionOf(PAGE, 'By form')).map(([form = '']) => form)

  it('are the forms that this test covers', () => {
    expect(rows).toEqual(Object.keys(FORMS))
  })

  it.each(rows)('masks %s', async (form) => {
    for (const [text, secret] of FORMS[form] ?? []) {
      expect(text).toContain(secret)
      const message = await messageOf(text)
      expect(message).toContain(MASK)
      expect(message).not.toContain(secret)
      const nested = await under('note', [`${text}`])
      expect(JSON.stringify(nested)).not.toContain(secret)
    }
  })

  it('keeps a text with none of the forms', async () => {
    for (const text of ['Anna Smith paid', 'Basic plan', 'order 1234567890123456'])
      expect(await messageOf(text)).toBe(text)
  })
})

describe('the shapes on the page', () => {
  const rows = rowsOf(sectionOf(PAGE, 'By shape')).map(([shape = '', example]) => ({
    shape,
    examples: names(example),
  }))

  it.each(rows)('are masked: $shape', async ({ shape, examples }) => {
    const text =
      shape === 'multipart bodies'
        ? `${examples[0]}\r\n\r\n${examples[1]}\r\n--b`
        : (examples[0] ?? '')
    for (const example of examples.length > 2 ? examples : [text]) {
      expect(example).toContain('tabby')
      expect(await messageOf(example)).not.toContain('tabby')
    }
  })

  it.each([
    { list: [{ name: 'authorization', value: 'tabby' }] },
    { rawHeaders: ['authorization', 'Bearer tabby'] },
    { issue: { path: ['password'], input: 'tabby' } },
    { query: { sql: 'SELECT id FROM users WHERE token = $1', params: ['tabby'] } },
    { jwk: { kty: 'oct', k: 'tabby' } },
  ])('are masked in objects: %j', async (metadata) => {
    const masked = JSON.stringify((await lineOf('line', metadata)).metadata)
    expect(masked).toContain(MASK)
    expect(masked).not.toContain('tabby')
  })
})

describe('what stays on the page', () => {
  const lines = sectionOf(PAGE, 'What stays').split('\n')
  const examples = lines.filter((line) => line.startsWith('- ')).flatMap((line) => names(line))

  it.each(examples)('stays: %s', async (example) => {
    expect(await messageOf(example)).toBe(example)
    if (!/[:{ ]/.test(example)) expect(await under('secret', example)).toBe(example)
  })

  it('are all of its examples', () => {
    expect(examples.length).toBe(9)
  })
})

describe('the options on the page', () => {
  it('mask and keep what the page says', async () => {
    vi.stubEnv('PSEUDONYM_KEY', 'k'.repeat(16))
    const { traced } = await loadSample(PAGE, 'pseudonymize')
    const handler = handlerOf([traced], () => {
      currentTrace().set({ userId: 'anna' })
      currentTrace().info('CUST-123456', { customerNumber: 7, address: 'Main Street' })
      currentTrace().info('line', { address: 'anna@shop.example', orderRef: 7, 'X-Internal-Id': 8 })
    })
    const { records } = await captureRecords(() => handler({}, lambdaContext()))
    expect(records[1]).toMatchObject({
      message: MASK,
      userId: expect.stringMatching(/^hash:[0-9a-f]{24}$/),
      metadata: { customerNumber: MASK, address: 'Main Street' },
    })
    expect(records[2]?.metadata).toEqual({ address: MASK, orderRef: MASK, 'X-Internal-Id': 8 })
    expect(readFileSync(PAGE, 'utf8')).toContain('`hash:` and 24 hex digits')
  })

  it('win over each other as the page says', async () => {
    const key = 'k'.repeat(16)
    const all = { keys: ['userId'], pseudonymize: ['userId'], key }
    expect(await under('userId', 'u1', all)).toMatch(/^hash:/)
    expect(await under('userId', 'u1', { ...all, allow: ['userId'] })).toBe('u1')
  })

  it('take regular expressions for names as they are written, and without separators', async () => {
    expect(await under('x-internal-id', 'a', { keys: [/^x-internal-/] })).toBe(MASK)
    expect(await under('X-Internal-Id', 'a', { keys: [/^xinternal/] })).toBe(MASK)
    expect(await under('xInternal', 'a', { keys: [/^x-internal-/] })).toBe('a')
  })

  it('are refused where the page says so', () => {
    const setUp = (redact: object) => () => tracing({ redact })
    expect(setUp({ patterns: [/(a+)+/] })).toThrow(TypeError)
    expect(setUp({ patterns: [/a/y] })).toThrow(TypeError)
    expect(setUp({ patterns: [/a*/] })).toThrow(TypeError)
    expect(setUp({ pseudonymize: ['userId'] })).toThrow(TypeError)
    const key = 'k'.repeat(15)
    expect(setUp({ key })).toThrow(/16 characters or more, got string$/)
  })

  it('match names of up to 64 characters', async () => {
    expect(await under('p'.repeat(64), 'tabby', { keys: ['p'.repeat(64)] })).toBe(MASK)
    expect(() => tracing({ redact: { keys: ['p'.repeat(65)] } })).toThrow(TypeError)
  })

  it('do not change the objects of the program', async () => {
    const metadata = { password: 'tabby' }
    await lineOf('line', metadata)
    expect(metadata).toEqual({ password: 'tabby' })
  })
})
