import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, exchange, type Sent } from './differ/exchange.ts'
import { multipart, REQUESTS } from './differ/requests.ts'
import { type Build, build } from './next-build.ts'
import { type Served, serve } from './next-serve.ts'
import { VARIANTS } from './variants.ts'

/** The headers that a wrapped app may add, as `docs/nextjs.md` says. */
const ADDED = ['x-trace-id']

/** A header that differs from one answer to the next without any wrapper. */
const CHANGING = ['date']

function comparable({ headers, ...answer }: Answer): object {
  const names = [...ADDED, ...CHANGING]
  return {
    ...answer,
    headers: headers
      .filter(([name]) => !names.includes(name.toLowerCase()))
      .map(([name, value]) => [name, value.replace(/^http:\/\/localhost:\d+/, 'http://localhost')]),
    body: answer.body
      .replace(/(name="\$ACTION[^"]*" value=)"[^"]*"/g, '$1""')
      // Next.js 15 numbers the parts of a page by a random key.
      .replace(/"[\w-]{21}([vm])"/g, '"$1"'),
  }
}

describe.each(VARIANTS)('an app on $name, wrapped and unwrapped', (variant) => {
  let built: Build
  let wrapped: Served
  let plain: Served
  beforeAll(async () => {
    built = await build('differ', variant)
    const env = { HOPTRACE_TRACE_ID_IN_BODY: 'never' }
    ;[wrapped, plain] = await Promise.all([serve(built, env), serve(built, { UNWRAPPED: '1' })])
  }, 300_000)
  afterAll(() => Promise.all([wrapped?.stop(), plain?.stop()]))

  it('is asked at least 150 different things', () => {
    expect(new Set(REQUESTS.map((sent) => JSON.stringify(sent))).size).toBeGreaterThanOrEqual(150)
  })

  it.each(REQUESTS.map((sent) => [nameOf(sent), sent] as const))(
    'gives the same answer to %s',
    async (_name, sent) => {
      const [traced, untraced] = await Promise.all([
        exchange(wrapped.url, sent),
        exchange(plain.url, sent),
      ])
      expect(comparable(traced)).toEqual(comparable(untraced))
    },
  )

  it.each(['nothing', 'cookie', 'redirect', 'missing', 'forbidden', 'fail'])(
    'gives the same answer to a form whose action ends with %s',
    async (then) => {
      const [traced, untraced] = await Promise.all(
        [wrapped, plain].map(({ url }) => submit(url, 0, ['then', then])),
      )
      expect(traced).toEqual(untraced)
    },
  )

  it('gives the same answer to a form whose action has a bound argument', async () => {
    const [traced, untraced] = await Promise.all(
      [wrapped, plain].map(({ url }) => submit(url, 1, ['note', 'ä'])),
    )
    expect(traced).toEqual(untraced)
  })

  it('loads hoptrace in one of the two only', async () => {
    const sent = { path: '/api/bodies/text' }
    const namesOf = async ({ url }: Served) =>
      (await exchange(url, sent)).headers.map(([name]) => name.toLowerCase())
    expect(await namesOf(wrapped)).toContain('x-trace-id')
    expect(await namesOf(plain)).not.toContain('x-trace-id')
  })
})

/** Submits a form of the page as a browser without scripts does. */
async function submit(url: string, index: number, field: [string, string]): Promise<object> {
  const { body } = await exchange(url, { path: '/' })
  const form = body.match(/<form.*?<\/form>/g)?.[index] as string
  const hidden = [...form.matchAll(/type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g)]
  const fields = hidden.map(([, name, value = '']) => [name, unescapeHtml(value)] as const)
  return comparable(
    await exchange(url, { path: '/', ...multipart([...(fields as [string, string][]), field]) }),
  )
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&')
}

function nameOf({ method = 'GET', path, headers, body }: Sent): string {
  const about = [headers && Object.keys(headers).join(), body?.slice(0, 20)].filter(Boolean)
  return [method, path, ...about].join(' ')
}
