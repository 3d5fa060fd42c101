import { expect, test } from 'vitest'
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
