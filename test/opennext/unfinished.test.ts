import { expect, it } from 'vitest'
import { startGate } from '../e2e/lambda-runtime/gate.ts'
import { recordsOf } from '../e2e/lambda-runtime/records.ts'
import { outermost } from '../middy/invocation.ts'
import { eventOf, invokeOnce, startServerFunction, type Wrapper } from './server-function.ts'

const TIMEOUT_MS = 4_000

/** Invokes a function whose process ends without an answer. */
async function invokeUnfinished(
  wrapper: Wrapper,
  pathname: string,
  env: Readonly<Record<string, string>> = {},
) {
  const gate = await startGate()
  const runtime = await startServerFunction(wrapper, { GATE_URL: gate.url, ...env })
  const event = eventOf('httpApi', pathname)
  expect(await runtime.invoke(event, { timeout: TIMEOUT_MS })).toBeUndefined()
  const { lines, code, signal } = await runtime.ended
  return { records: recordsOf(lines), code, signal }
}

const TIMED_OUT = {
  message: 'Request timeout',
  level: 'error',
  result: 'error',
  error: { code: 'TIMEOUT' },
  Timeouts: 1,
  metadata: {
    method: 'GET',
    path: '/api/hanging',
    openSteps: [{ name: 'stock' }, { name: 'service:http:get' }],
  },
}

it.each<Wrapper>(['buffered', 'streaming'])(
  'with the wrapper %s, a request that times out has its ending before Lambda kills it',
  async (wrapper) => {
    const { records, signal } = await invokeUnfinished(wrapper, '/api/hanging')
    expect(signal).toBe('SIGKILL')
    expect(outermost(records).ending).toMatchObject(TIMED_OUT)
    expect(records.map(({ message }) => message)).toContain('Deadline near')
  },
)

it('without hoptrace/opennext, the option lambdaTimeoutMs tells the deadline', async () => {
  const env = { HOPTRACE_LAMBDA_TIMEOUT_MS: '2000' }
  const { records, signal } = await invokeUnfinished('buffered-alone', '/api/hanging', env)
  expect(signal).toBe('SIGKILL')
  expect(outermost(records).ending).toMatchObject(TIMED_OUT)
})

it('without both, a request that times out has no ending', async () => {
  const { records } = await invokeUnfinished('buffered-alone', '/api/hanging')
  expect(records.map(({ phase }) => phase)).toEqual(['start'])
})

it.each<Wrapper>(['buffered', 'buffered-alone'])(
  'with the wrapper %s, a request whose process exits has an ending',
  async (wrapper) => {
    const { records, code } = await invokeUnfinished(wrapper, '/api/exiting')
    expect(code).toBe(3)
    expect(outermost(records).ending).toMatchObject({
      message: 'Request exit',
      error: { code: 'PROCESS_EXIT', message: 'The process ended with code 3' },
      metadata: { path: '/api/exiting' },
    })
  },
)

it('a request continues after an exception that nothing caught, which Next.js survives', async () => {
  const { answer, records } = await invokeOnce('buffered', eventOf('httpApi', '/api/crashing'))
  expect(answer).toMatchObject({ statusCode: 200, body: '{"stock":3}' })
  expect(outermost([...records]).ending).toMatchObject({ result: 'success' })
})
