import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type RedactOptions, type TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/redaction.md'
const MASK = '[redacted]'

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
    expect(await under(name, 'tabby')).toBe(MASK)
    expect(await under(name, { inner: 'tabby' })).toBe(MASK)
    expect(await under(name, 4711)).toBe(what === 'any value' ? MASK : 4711)
  })

  it('list every built-in name', () => {
    const folder = 'src/core/redact'
    const source = readdirSync(folder)
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
      .find((text) => text.includes("'password|passwd"))
    const [, list = ''] =
      /= \[\n([\s\S]*?)\n\]\n/.exec(source?.slice(source.indexOf('[]')) ?? '') ?? []
    const parts = [...list.matchAll(/'([\w|]+)'/g)].flatMap(([, part = '']) => part.split('|'))
    const words = parts.filter(
      (word) => /^[a-z]+$/.test(word) && !['always', 'text'].includes(word),
    )
    const shown = rows.map(({ name }) => name.toLowerCase()).join()
    expect(words).toContain('passphrase')
    expect(words.filter((word) => !shown.includes(word))).toEqual(['numbers'])
  })

  it('are matched in other spellings as the page says', async () => {
    const text = sectionOf(PAGE, 'By name')
    const [, alike = ''] = /do not matter: (.+) are one name/.exec(text) ?? []
    const [, before = ''] = /may stand before the name: (.+)\.$/m.exec(text) ?? []
    for (const name of [...names(alike), ...names(before)])
      expect(await under(name, 'tabby')).toBe(MASK)
    const [, kept = ''] = /as a whole: (.+) stay\./.exec(text) ?? []
    for (const name of names(kept)) expect(await under(name, 'tabby')).toBe('tabby')
    expect([names(alike).length, names(before).length, names(kept).length]).toEqual([3, 4, 3])
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

/** A text of each form, with what must not be left of it. */
const FORMS: Readonly<Record<string, readonly [text: string, secret: string][]>> = {
  'private keys (PEM)': [
    [`-----BEGIN ${'PRIVATE'} KEY-----\nMIIBVgIBADANBg\n-----END ${'PRIVATE'} KEY-----`, 'MIIB'],
  ],
  '`Bearer` and `Basic` credentials': [
    ['sent Bearer abc123def456ghi789', 'abc123'],
    [`sent Basic ${Buffer.from('anna:tabby').toString('base64')}`, 'YW5u'],
  ],
  JWTs: [[`got ${jwt} there`, 'c2ln']],
  'AWS keys': [
    [`key ${keyId}`, 'IOSFODNN7'],
    [`${keyId} ${'ab12'.repeat(10)}`, 'ab12ab12'],
    [`token ${'IQoJb3JpZ2lu'}X2VjEEXAMPLETOKEN1234`, 'IQoJ'],
  ],
  'user info in URLs': [['postgres://anna:tabby@db.example/shop', 'tabby']],
  'URL parameters': [['https://shop.example/back?code=abcdef0123456789', 'abcdef']],
  'presigned URLs': [
    [
      `https://s3.example/a?X-Amz-Credential=anna%2F2026&X-Amz-Signature=${'ab'.repeat(32)}&X-Amz-Security-Token=abc`,
      'abab',
    ],
  ],
  'e-mail addresses': [['mail from anna@shop.example', 'anna']],
  'card numbers': [
    ['paid with 4111111111111111', '4111'],
    ['paid with 4111 1111 1111 1111', '1111'],
  ],
}

describe('the list of secret forms on the page', () => {
  const rows = rowsOf(sectionOf(PAGE, 'By form')).map(([form = '']) => form)

  it('are the forms that this test covers', () => {
    expect(rows).toEqual(Object.keys(FORMS))
  })

  it.each(rows)('masks %s', async (form) => {
    for (const [text, secret] of FORMS[form] ?? []) {
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

describe('the options on the page', () => {
  it('mask and keep what the page says', async () => {
    vi.stubEnv('PSEUDONYM_KEY', 'k'.repeat(16))
    const { traced } = await loadSample(PAGE, 'pseudonymize')
    const handler = handlerOf([traced], () => {
      currentTrace().set({ userId: 'anna' })
      currentTrace().info('CUST-123456', { customerNumber: 7, address: 'Main Street' })
      currentTrace().info('line', { address: 'anna@shop.example' })
    })
    const { records } = await captureRecords(() => handler({}, lambdaContext()))
    expect(records[1]).toMatchObject({
      message: MASK,
      userId: expect.stringMatching(/^hash:[0-9a-f]{24}$/),
      metadata: { customerNumber: MASK, address: 'Main Street' },
    })
    expect(records[2]?.metadata).toEqual({ address: MASK })
    expect(readFileSync(PAGE, 'utf8')).toContain('`hash:` and 24 hex digits')
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
