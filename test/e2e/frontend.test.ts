import { expect, onTestFinished, test, vi } from 'vitest'
import { contentSecurityPolicy } from '../../frontend/server/content-security-policy.ts'
import { isLocalhost } from '../../frontend/server/localhost.ts'
import { startChild } from '../../local/child.ts'
import { freePort } from '../../local/ports.ts'
import { RecordLog } from './record-log.ts'

const TRACE_ID = /^req_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The frontend as it is deployed, without `JWT_SECRET`. */
// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
const it = test.extend('frontend', { scope: 'file' }, async ({}, { onCleanup }) => {
  const log = new RecordLog()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { stop } = await startChild({
    name: 'Next.js',
    args: [
      'node_modules/next/dist/bin/next',
      ...['start', 'frontend', '-H', '127.0.0.1', '-p', String(port)],
    ],
    env: { NODE_ENV: 'production', DEMO_SESSIONS: '1', JWT_SECRET: '', TRACES_URL: '' },
    url,
    signal: undefined,
    onLine: (line) => log.take(line),
    onExit: (death) => log.fail(death),
  })
  onCleanup(stop)
  return { url, log }
})

it.for([
  ['the page', 'GET', '/', 200],
  ['a missing page', 'GET', '/nowhere', 404],
  ['a method that a route lacks', 'GET', '/api/bg-remover/process', 405],
  ['a route that fails', 'POST', '/api/demo-session', 500],
] as const)('%s is answered with a trace id', async ([, method, path, status], { frontend }) => {
  const response = await fetch(frontend.url + path, { method })
  expect(response.status).toBe(status)
  expect(response.headers.get('x-trace-id')).toMatch(TRACE_ID)
})

it('a file that browsers cache has no trace id', async ({ frontend }) => {
  const page = await (await fetch(frontend.url)).text()
  const [file] = /\/_next\/static\/[^"]+\.js/.exec(page) ?? []
  for (const path of [file, '/icon.svg']) {
    const response = await fetch(frontend.url + path)
    expect(response.status).toBe(200)
    expect(response.headers.get('x-trace-id')).toBeNull()
  }
})

it('an error in an unwrapped route is written under the id that the client gets', async ({
  frontend: { url, log },
}) => {
  const response = await fetch(`${url}/api/demo-session`, { method: 'POST' })
  const traceId = response.headers.get('x-trace-id') as string
  await log.when(`records of ${traceId}`, () => log.of(traceId).length > 0)
  expect(log.of(traceId)).toEqual([
    expect.objectContaining({
      level: 'error',
      service: 'bg-remover-frontend',
      error: expect.objectContaining({
        message: 'The environment variable JWT_SECRET is not set',
        stack: expect.any(String),
      }),
      metadata: expect.objectContaining({ path: '/api/demo-session', method: 'POST' }),
    }),
  ])
})

it('the hops of a request are not found without TRACES_URL', async ({ frontend }) => {
  const response = await fetch(`${frontend.url}/api/traces/req_abc123xyz789`)
  expect(response.status).toBe(404)
})

it.for(['/', '/nowhere'])(
  '%s says what it may load, and has scripts with its nonce alone',
  async (path, { frontend }) => {
    const responses = await Promise.all([0, 1].map(() => fetch(frontend.url + path)))
    const nonces = responses.map(({ headers }) => {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("object-src 'none'")
      const [, scripts = ''] = /script-src ([^;]+)/.exec(policy) ?? []
      expect(scripts).not.toMatch(/unsafe|https?:|\*/)
      return /'nonce-([\w+/=]{20,})'/.exec(scripts)?.[1]
    })
    expect(nonces[0]).toBeDefined()
    expect(nonces[0]).not.toBe(nonces[1])
    const page = (await responses[0]?.text()) ?? ''
    const scripts = [...page.matchAll(/<script\b([^>]*)>/g)].map(
      ([, attributes = '']) => attributes,
    )
    expect(scripts.length).toBeGreaterThan(3)
    expect(scripts.filter((attributes) => !attributes.includes(`nonce="${nonces[0]}"`))).toEqual([])
  },
)

it('a nonce that a client sends is not used', async ({ frontend }) => {
  const sent = "script-src 'nonce-of-mallory'"
  const headers = { 'content-security-policy': sent }
  const response = await fetch(frontend.url, { headers })
  expect(response.headers.get('content-security-policy')).not.toContain('mallory')
  expect(await response.text()).not.toContain('mallory')
})

it('only next dev may add styles without the nonce, and use eval', () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  const ofTools = [`style-src 'self' 'unsafe-inline'`, `'strict-dynamic' 'unsafe-eval'`]
  vi.stubEnv('NODE_ENV', 'development')
  for (const part of ofTools) expect(contentSecurityPolicy('abc')).toContain(part)
  vi.stubEnv('NODE_ENV', 'production')
  for (const part of ofTools) expect(contentSecurityPolicy('abc')).not.toContain(part)
})

it.for(['/', '/nowhere', '/icon.svg', '/api/traces/req_abc'])(
  '%s says that its type is right, and who may be told of it',
  async (path, { frontend }) => {
    const { headers } = await fetch(frontend.url + path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
  },
)

it.for([
  [{ host: 'localhost:3000' }, false],
  [{ host: '127.0.0.1' }, false],
  [{ host: '[::1]:3000' }, false],
  [{ host: 'app.localhost' }, false],
  [{ host: 'localhost:3000', 'x-forwarded-host': 'localhost' }, false],
  [{ host: 'remover.example' }, true],
  [{ host: 'localhost.example' }, true],
  [{ host: '127.0.0.1.example' }, true],
  [{ host: 'localhost:3000', 'x-forwarded-host': 'remover.example' }, true],
  [{}, true],
] as const)('the session’s cookie is for https alone at %j: %s', ([headers, isSecure]) => {
  expect(isLocalhost(new Headers(headers))).toBe(!isSecure)
})
