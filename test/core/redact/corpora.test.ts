import { describe, expect, it } from 'vitest'
import { budgetOf } from '../../../src/core/record/budget.ts'
import { jsonOf } from '../../../src/core/record/json.ts'
import { createRedactor } from '../../../src/core/redact/redactor.ts'
import { HELD_OUT_MEMBERS, HELD_OUT_TEXTS } from './corpus/held-out-readable.ts'
import { HELD_OUT_NAMES, HELD_OUT_TOKENS, HELD_OUT_URLS } from './corpus/held-out-secrets.ts'
import { READABLE_MEMBERS } from './corpus/readable-members.ts'
import { READABLE_TEXTS } from './corpus/readable-texts.ts'
import { SECRET_FORMS, SECRET_OBJECTS } from './corpus/secret-forms.ts'
import { HEADER_OBJECTS, SECRET_HEADERS } from './corpus/secret-headers.ts'
import { SECRET_KEYS } from './corpus/secret-keys.ts'
import { SECRET_NAMES } from './corpus/secret-names.ts'
import { SECRET_URLS, type SecretText } from './corpus/secret-urls.ts'
import { VENDOR_TOKENS } from './corpus/vendor-tokens.ts'

const redactor = createRedactor()
const { text } = redactor
const json = (value: unknown): string => jsonOf(value, budgetOf(32_000, redactor)) ?? ''
const inJson = (part: string): string => JSON.stringify(part).slice(1, -1)

/** The texts that still show a secret: as they are, or in an object. */
function survivors(texts: readonly SecretText[]): string[] {
  const shows = ({ text: given, secrets }: SecretText) => {
    const [alone, within] = [text(given), json({ given })]
    return secrets.some((secret) => alone.includes(secret) || within.includes(inJson(secret)))
  }
  return texts.filter(shows).map(({ text: given }) => given)
}

describe('the corpora', () => {
  it('are larger than those that the redactor is held to', () => {
    const sizes = [
      VENDOR_TOKENS,
      SECRET_NAMES,
      SECRET_URLS,
      SECRET_HEADERS,
      SECRET_FORMS,
      SECRET_KEYS,
    ]
    const least = [103, 277, 50, 22, 37, 17]
    for (const [index, corpus] of sizes.entries()) {
      expect(corpus.length).toBeGreaterThan(least[index] ?? 0)
    }
    expect(READABLE_TEXTS.length).toBeGreaterThan(139)
    expect(READABLE_MEMBERS.length).toBeGreaterThan(91)
  })

  it('hold secrets that can be found in them', () => {
    for (const { text: given, secrets } of [...SECRET_URLS, ...SECRET_HEADERS, ...SECRET_FORMS]) {
      for (const secret of secrets) expect(given).toContain(secret)
    }
  })
})

// Their tokens have no prefix, or a short one of hex digits, as ids have.
const UNKNOWN_VENDORS = [
  ...['GitLab', 'crates.io', 'NuGet', 'Artifactory', 'Brevo', 'Hugging Face', 'Fireworks'],
  ...['Firecrawl', 'Render', 'Dynatrace', 'Airtable', 'Razorpay', 'Plaid', 'Flutterwave'],
  ...['EasyPost', 'OpenShift', 'Mailchimp'],
]

describe('the token of a vendor', () => {
  it.each([
    ['alone', (token: string) => token],
    ['in an error', (token: string) => `Invalid API Key provided: ${token}.`],
    ['in JSON', (token: string) => `{"note":"${token}","n":1}`],
    ['in a path', (token: string) => `https://api.example/${token}/x`],
    ['in a list', (token: string) => `[ '${token}' ]`],
  ])('is masked by its form: %s', (_where, print) => {
    const left = VENDOR_TOKENS.filter(({ token }) => {
      const masked = text(print(token))
      return masked.includes(token.slice(-12)) || masked.includes(token.slice(-24, -12))
    })
    expect(left.filter(({ vendor }) => !UNKNOWN_VENDORS.includes(vendor))).toEqual([])
    expect(left.length).toBeLessThan(VENDOR_TOKENS.length * 0.1)
  })
})

describe('the value of a secret’s name', () => {
  it.each([
    ['a member', (name: string, value: unknown) => json({ [name]: value })],
    ['JSON', (name: string, value: unknown) => text(JSON.stringify({ a: 1, [name]: value }))],
    ['a pair', (name: string, value: unknown) => text(`x ${name}=${String(value).split(' ')[0]}`)],
    ['what Node prints', (name: string, value: unknown) => text(`{ a: 1, '${name}': '${value}' }`)],
  ])('is masked in %s', (_where, print) => {
    const left = SECRET_NAMES.filter(({ name, value }) =>
      print(name, value).includes(String(value).split(/[ ;]/)[0] ?? ''),
    )
    expect(left.map(({ name }) => name)).toEqual(['accessTokens', 'refresh_tokens'])
  })
})

describe('a secret', () => {
  it('stays out of URLs', () => {
    expect(survivors(SECRET_URLS)).toEqual(['jdbc:oracle:thin:app/tabby@//db:1521/shop'])
  })

  it('stays out of headers, as they are printed', () => {
    expect(survivors(SECRET_HEADERS)).toEqual([])
  })

  it('stays out of headers, as they stand in objects', () => {
    const left = HEADER_OBJECTS.filter(({ value, secret }) =>
      json({ value }).includes(inJson(secret)),
    )
    expect(left).toEqual([])
  })

  it('stays out of keys', () => {
    const left = survivors(SECRET_KEYS).map((given) => given.slice(0, 12))
    expect(left).toEqual(['PuTTY-User-K'])
  })

  it('stays out of most forms and lines of configuration', () => {
    const left = survivors(SECRET_FORMS)
    expect(left.length).toBeLessThanOrEqual(SECRET_FORMS.length * 0.2)
  })

  it('stays out of objects whose shape tells what is secret', () => {
    const left = SECRET_OBJECTS.filter(({ value, secret }) => json({ value }).includes(secret))
    expect(left).toEqual([])
  })
})

describe('a key of AWS', () => {
  const [signs, filler] = [['//', '+/', 'SIG', 'is/', 'no+', '::'], 'aB3dE5gH7'.repeat(5)]

  it.each(signs)('is masked under its name, even if it begins with %s', (sign) => {
    const secret = (sign + filler).slice(0, 40)
    for (const given of [`AWS_SECRET_ACCESS_KEY=${secret}`, json({ secretAccessKey: secret })]) {
      expect(text(given)).not.toContain(filler.slice(0, 20))
    }
  })
})

describe('what only looks like a secret', () => {
  it('stays in texts', () => {
    const masked = READABLE_TEXTS.filter((given) => text(given) !== given)
    expect(masked).toEqual(["fetch(url, { credentials: 'include' })", 'password=$PASSWORD'])
  })

  it('stays in members', () => {
    const masked = READABLE_MEMBERS.filter(([name, value]) => {
      const given = JSON.stringify({ [name]: value })
      return json({ [name]: value }) !== given || text(given) !== given
    })
    expect(masked.length).toBeLessThan(READABLE_MEMBERS.length * 0.1)
    expect([...new Set(masked.map(([name]) => name))]).toEqual([
      ...['cursorToken', 'syncToken', 'publishableKey', 'foreignKey', 'rowKey', 'featureKey'],
      ...['translationKey', 'dedupeKey', 'projectKey', 'shortcutKey', 'cookie', 'jwt'],
      ...['credentials', 'macAddress', 'address', 'contractAddress'],
    ])
  })
})

describe('the corpora that the rules were not written for', () => {
  const isChanged = ([name, value]: readonly [string, unknown]) => {
    const given = JSON.stringify({ [name]: value })
    return json({ [name]: value }) !== given || text(given) !== given
  }

  it('keep most of what is secret out', () => {
    const tokens = HELD_OUT_TOKENS.filter((token) =>
      text(`got ${token}.`).includes(token.slice(-12)),
    )
    const names = HELD_OUT_NAMES.filter(([name, value]) => json({ [name]: value }).includes(value))
    expect(tokens.length).toBeLessThan(HELD_OUT_TOKENS.length * 0.2)
    expect(names.length).toBeLessThan(HELD_OUT_NAMES.length * 0.09)
    expect(survivors(HELD_OUT_URLS).length).toBeLessThan(HELD_OUT_URLS.length * 0.1)
  })

  it('leave most of what is readable', () => {
    const texts = HELD_OUT_TEXTS.filter((given) => text(given) !== given)
    const members = HELD_OUT_MEMBERS.filter(isChanged)
    expect(texts.length).toBeLessThan(HELD_OUT_TEXTS.length * 0.05)
    expect(members.length).toBeLessThan(HELD_OUT_MEMBERS.length * 0.05)
  })
})

describe('every text of the corpora', () => {
  const all = [...SECRET_URLS, ...SECRET_HEADERS, ...SECRET_FORMS, ...SECRET_KEYS]
  const texts = [...all.map(({ text: given }) => given), ...READABLE_TEXTS]

  it('is left as it is the second time', () => {
    for (const given of texts) expect(text(text(given))).toBe(text(given))
  })

  it('stays JSON if it is', () => {
    const isJson = (given: string) => {
      try {
        return typeof JSON.parse(given) === 'object'
      } catch {
        return false
      }
    }
    const jsonTexts = texts.filter(isJson)
    expect(jsonTexts.length).toBeGreaterThan(200)
    expect(jsonTexts.filter((given) => !isJson(text(given)))).toEqual([])
  })

  it('is masked by the look at it alone, or not at all', () => {
    for (const given of [...texts, ...VENDOR_TOKENS.map(({ token }) => token)]) {
      if (redactor.isPlain(given)) expect(text(given)).toBe(given)
    }
  })
})
