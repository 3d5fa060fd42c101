import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RedactOptions } from '../../../src/core/redact/redact-options.ts'
import { createRedactor } from '../../../src/core/redact/redactor.ts'

const KEY = 'a key of the tests'
const hash = (value: string): string =>
  `hash:${createHmac('sha256', KEY).update(value).digest('hex').slice(0, 24)}`

describe('the keys of redact', () => {
  const { maskedValue, text } = createRedactor({
    keys: ['customerNumber', 'Account Ref', 'orderNo', 'имя'],
  })

  it.each([
    'customerNumber',
    'customer_number',
    'CUSTOMER-NUMBER',
    'customer number',
    'accountRef',
  ])('mask a member named %j', (name) => {
    expect(maskedValue(name, 'x')).toBe('[redacted]')
    expect(maskedValue(name, 5)).toBe('[redacted]')
    expect(text(`{"${name}":"x","n":1}`)).toBe(`{"${name}":"[redacted]","n":1}`)
    expect(text(`{"${name}":5}`)).toBe(`{"${name}":"[redacted]"}`)
  })

  it.each(['customerNumber', 'CUSTOMER_NUMBER', 'accountRef', 'order_no'])(
    'mask a member named %j in a text, with and without a space',
    (name) => {
      expect(text(`${name}: x5`)).toBe(`${name}: [redacted]`)
      expect(text(`${name}:x5`)).toBe(`${name}:[redacted]`)
      expect(text(`${name}:/5`)).toBe(`${name}:[redacted]`)
    },
  )

  it('match whole names alone', () => {
    expect(maskedValue('myCustomerNumber', 'x')).toBeUndefined()
    expect(maskedValue('customerNumbers', 'x')).toBeUndefined()
    expect(text('customerNumbers=5')).toBe('customerNumbers=5')
  })

  it('match names in any script', () => {
    expect(maskedValue('ИМЯ', 'x')).toBe('[redacted]')
    expect(text('{"имя":"Иван"}')).toBe('{"имя":"[redacted]"}')
  })

  it('are added to the built-in keys', () => {
    expect(maskedValue('password', 'x')).toBe('[redacted]')
  })

  it('mask any value: also true, and what would be harmless elsewhere', () => {
    for (const value of [true, 0, '', 'none', {}]) {
      expect(maskedValue('customerNumber', value)).toBe('[redacted]')
    }
    expect(text('{"customerNumber":"none","n":true}')).toBe(
      '{"customerNumber":"[redacted]","n":true}',
    )
  })
})

describe('own keys with *', () => {
  const { maskedValue, text } = createRedactor({ keys: ['*Ref', 'acct*', 'a*z', '*-*-no'] })

  it.each(['orderRef', 'ORDER_REF', 'ref', 'acct', 'acctOwner', 'az', 'a to z', 'x-y-no', 'no'])(
    'mask a member named %j',
    (name) => {
      expect(maskedValue(name, 'x')).toBe('[redacted]')
      expect(text(`{"${name}":"x"}`)).toBe(`{"${name}":"[redacted]"}`)
    },
  )

  it.each(['refs', 'myAcct', 'za', 'n'])('keep a member named %j', (name) => {
    expect(maskedValue(name, 'x')).toBeUndefined()
  })

  it('mask in texts, with a colon alone too', () => {
    expect(text('orderRef:x5 of acct_owner=y')).toBe('orderRef:[redacted] of acct_owner=[redacted]')
    expect(createRedactor({ keys: ['*Ref'] }).isPlain('orderRef:x5')).toBe(false)
  })
})

describe('own keys that are regular expressions', () => {
  const keys = [/^x-internal-/i, /^kunde\d+$/g]
  const { maskedValue, text } = createRedactor({ keys })

  it('match the name as it is written, and in lower case without separators', () => {
    expect(maskedValue('X-Internal-Id', 'x')).toBe('[redacted]')
    expect(maskedValue('Kunde_17', 'x')).toBe('[redacted]')
    expect(maskedValue('XInternalId', 'x')).toBeUndefined()
    expect(text('{"kunde17":5}')).toBe('{"kunde17":"[redacted]"}')
  })

  it('are left as they were given, and match each time', () => {
    for (const name of ['kunde1', 'kunde2', 'kunde3'])
      expect(maskedValue(name, 'x')).toBe('[redacted]')
    expect(keys.map(({ lastIndex }) => lastIndex)).toEqual([0, 0])
  })

  it('give way to names that are allowed or pseudonymized', () => {
    const { maskedValue: other } = createRedactor({
      keys: [/./],
      allow: ['name'],
      pseudonymize: ['userId'],
      key: KEY,
    })
    expect(other('name', 'x')).toBeUndefined()
    expect(other('userId', 'u1')).toBe(hash('u1'))
    expect(other('plan', 'pro')).toBe('[redacted]')
  })
})

describe('the patterns of redact', () => {
  const patterns = [/\bCUST-\d{4,}/, /\d{3}-tax/gi]
  const { text } = createRedactor({ patterns })

  it('mask each match, with a global flag or without', () => {
    expect(text('CUST-1234 and CUST-56789, 123-TAX, 456-tax')).toBe(
      '[redacted] and [redacted], [redacted], [redacted]',
    )
  })

  it('keep a text without a match', () => {
    expect(text('CUST-12, a plain text')).toBe('CUST-12, a plain text')
  })

  it('do not match within masks', () => {
    const words = createRedactor({ patterns: [/[a-z]{6,}/] })
    expect(words.text('cvv=1 stranger')).toBe('cvv=[redacted] [redacted]')
    expect(words.text('[redacted] stranger')).toBe('[redacted] [redacted]')
  })

  it('may have empty matches, which mask nothing', () => {
    expect(createRedactor({ patterns: [/(?=b)|c/] }).text('abc')).toBe('ab[redacted]')
  })

  it('keep their lastIndex and flags', () => {
    text('1-tax 123-tax')
    expect(patterns.map(({ lastIndex, flags }) => [lastIndex, flags])).toEqual([
      [0, ''],
      [0, 'gi'],
    ])
  })
})

describe('the names that redact allows', () => {
  const { maskedValue, text } = createRedactor({ allow: ['username', 'Session-Id', 'address'] })

  it('are not masked', () => {
    expect(maskedValue('userName', 'alice')).toBeUndefined()
    expect(maskedValue('session_id', 's1')).toBeUndefined()
    expect(text('{"username":"alice","token":"x"}')).toBe(
      '{"username":"alice","token":"[redacted]"}',
    )
    expect(text('sessionId=s1&token=x')).toBe('sessionId=s1&token=[redacted]')
  })

  it('have values in which secrets are still masked', () => {
    expect(text('{"address":"alice@example.com"}')).toBe('{"address":"[redacted]"}')
  })
})

describe('pseudonyms', () => {
  const options: RedactOptions = { pseudonymize: ['userId', 'email'], key: KEY }
  const { maskedValue, text } = createRedactor(options)
  afterEach(() => vi.unstubAllGlobals())

  it('are a keyed hash of the value', () => {
    expect(maskedValue('userId', 'u1')).toBe(hash('u1'))
    expect(maskedValue('user_id', 'u1')).toBe(hash('u1'))
    expect(maskedValue('userId', 'u1')).toMatch(/^hash:[0-9a-f]{24}$/)
  })

  it('differ for different values and for different keys', () => {
    const other = createRedactor({ ...options, key: 'another key of the tests' })
    expect(maskedValue('userId', 'u2')).not.toBe(maskedValue('userId', 'u1'))
    expect(other.maskedValue('userId', 'u1')).not.toBe(maskedValue('userId', 'u1'))
  })

  it('replace the built-in mask', () => {
    expect(maskedValue('email', 'alice@example.com')).toBe(hash('alice@example.com'))
  })

  it('are the same in a text', () => {
    expect(text('{"userId":"u1","n":1}')).toBe(`{"userId":"${hash('u1')}","n":1}`)
    expect(text('{"userId":42}')).toBe(`{"userId":"${hash('42')}"}`)
    expect(maskedValue('userId', 42)).toBe(hash('42'))
    expect(text('/jobs?userId=u1&n=1')).toBe(`/jobs?userId=${hash('u1')}&n=1`)
  })

  it('are not hashed a second time', () => {
    expect(maskedValue('userId', hash('u1'))).toBe(hash('u1'))
    expect(text(text('{"userId":"u1"}'))).toBe(text('{"userId":"u1"}'))
  })

  it('are masks for objects and lists', () => {
    expect(maskedValue('userId', { id: 'u1' })).toBe('[redacted]')
    expect(text('{"userId":["u1"]}')).toBe('{"userId":"[redacted]"}')
    expect(maskedValue('userId', undefined)).toBeUndefined()
  })

  it.each([
    ['undefined', undefined],
    ['an object', {}],
    ['an object without built-in modules', { getBuiltinModule: () => undefined }],
    [
      'an object that throws, as on the edge runtime',
      {
        getBuiltinModule: () => {
          throw new Error('not supported')
        },
      },
    ],
  ])('are masks if the runtime has no node:crypto: process is %s', async (_what, process) => {
    vi.resetModules()
    vi.stubGlobal('process', process)
    const { createRedactor: elsewhere } = await import('../../../src/core/redact/redactor.ts')
    expect(elsewhere(options).maskedValue('userId', 'u1')).toBe('[redacted]')
  })
})

describe('the environment variables of redact', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('set each option that code does not set', () => {
    vi.stubEnv('HOPTRACE_REDACT_KEYS', 'iban code, customerNumber, *Ref')
    vi.stubEnv('HOPTRACE_REDACT_ALLOW', 'email')
    vi.stubEnv('HOPTRACE_REDACT_PATTERNS', 'CUST-\\d{4,}')
    vi.stubEnv('HOPTRACE_REDACT_PSEUDONYMIZE', 'userId')
    vi.stubEnv('HOPTRACE_REDACT_KEY', KEY)
    const { maskedValue, text } = createRedactor({ allow: ['username'] })
    expect(maskedValue('ibanCode', 'x')).toBe('[redacted]')
    expect(maskedValue('orderRef', 'x')).toBe('[redacted]')
    expect(maskedValue('customer_number', 'x')).toBe('[redacted]')
    expect(maskedValue('username', 'x')).toBeUndefined()
    expect(maskedValue('email', 'x')).toBe('[redacted]')
    expect(maskedValue('userId', 'u1')).toBe(hash('u1'))
    expect(text('of CUST-1234')).toBe('of [redacted]')
  })
})

describe('wrong options of redact', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each<[string, unknown, string]>([
    ['no object', 'all', "option 'redact' must be an object, got 'all'"],
    ['null', null, "option 'redact' must be an object, got null"],
    [
      'an unknown name',
      { key: KEY, paths: ['a'] },
      "unknown option 'redact.paths'; known are redact.keys, ",
    ],
    ['a name that all objects have', { constructor: ['a'] }, "unknown option 'redact.constructor'"],
    ['keys that are no list', { keys: 'a' }, "'redact.keys' must be a list of names"],
    ['a key that is no text', { keys: ['a', 5] }, "got ['a', 5]"],
    ['an empty key', { keys: [''] }, "'redact.keys' must be a list of names"],
    ['a key of separators', { keys: ['--'] }, "got ['--']"],
    ['a key of * alone', { keys: ['*'] }, "got ['*']"],
    ['a key of exponential time', { keys: [/(a+)+$/] }, 'got [/(a+)+$/]'],
    ['a key that matches nothing', { keys: [/a*/] }, 'or linear regular expressions'],
    ['an allowed pattern', { allow: [/a/] }, "'redact.allow' must be a list of names"],
    ['a key of 65 characters', { keys: ['x'.repeat(65)] }, 'names of 1 to 64 characters'],
    ['an empty allowed name', { allow: [''] }, "'redact.allow' must be"],
    ['an allowed symbol', { allow: [Symbol('x')] }, 'got [Symbol(x)]'],
    ['a text for a pattern', { patterns: ['a'] }, "'redact.patterns' must be"],
    ['a pattern that is no list', { patterns: /a/ }, 'got /a/'],
    ['a sticky pattern', { patterns: [/a/y] }, 'got [/a/y]'],
    ['a pattern of nothing', { patterns: [/a*/g] }, 'got [/a*/g]'],
    ['a pattern of exponential time', { patterns: [/^(a+)+$/] }, 'got [/^(a+)+$/]'],
    [
      'another pattern of exponential time',
      { patterns: [/(?:\w*)*x/] },
      "'redact.patterns' must be",
    ],
    ['pseudonyms without a key', { pseudonymize: ['userId'] }, "needs option 'redact.key'"],
    ['a key that is no text', { key: 5 }, "'redact.key' must be"],
    ['a short key', { pseudonymize: ['a'], key: 'short' }, '16 characters or more, got string'],
  ])('throw a TypeError at set-up: %s', (_what, options, message) => {
    const create = () => createRedactor(options as RedactOptions)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  })

  it('throw an error with the name of the environment variable', () => {
    vi.stubEnv('HOPTRACE_REDACT_PATTERNS', '(a')
    expect(() => createRedactor()).toThrow('HOPTRACE_REDACT_PATTERNS must be a list of regular')
  })

  it('throw an error without the key', () => {
    expect(() => createRedactor({ key: 'short-secret' })).toThrow(/^(?!.*short-secret)/)
  })
})

describe('optional or empty options of redact', () => {
  it.each<RedactOptions>([
    {},
    { keys: [], patterns: [], allow: [], pseudonymize: [] },
    { key: KEY },
    { patterns: [/(?:a+b)+/, /(\d{2}){2}/] },
    Object.freeze({ keys: Object.freeze(['a']) }),
  ])('are accepted: %j', (options) => {
    expect(createRedactor(options).text('password=x')).toBe('password=[redacted]')
  })
})
