import { describe, expect, it } from 'vitest'
import type { TracingOptions } from '../../../src/index.ts'
import {
  createLambdaTraceContext,
  logLambdaStart,
  logLambdaSuccess,
} from '../../../src/middy/index.ts'
import { captureRecords } from '../../capture.ts'
import { fastest } from '../../fastest.ts'
import { httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

const MEMBERS = 200_000
/** An object as JSON.parse makes it of a caller's body. */
const large: Readonly<Record<string, unknown>> = JSON.parse(
  `{${Array.from({ length: MEMBERS }, (_, index) => `"k${index}":1`).join()}}`,
)
const begin = (options: TracingOptions = {}) =>
  createLambdaTraceContext(httpApiEvent(), lambdaContext(), options)
type Trace = ReturnType<typeof begin>

const recordsOf = async (run: (trace: Trace) => unknown, options?: TracingOptions) =>
  (await captureRecords(() => run(begin(options)))).records

/** What writes a record with a caller's metadata. */
const WAYS: Readonly<Record<string, (trace: Trace) => unknown>> = {
  'a line': (trace) => trace.info('x', large),
  'a member': (trace) => trace.info('x', { large }),
  'a hop': (trace) => trace.hop('h', () => 1, large),
  'a hop that got a response': (trace) => trace.hop('h', () => new Response(''), large),
  'a call that failed': (trace) =>
    trace.call('s3', 'get', () => Promise.reject(new Error('no')), large).catch(() => 1),
  'a start': (trace) => logLambdaStart(trace, large),
  'an ending': (trace) => logLambdaSuccess(trace, large),
}

describe('metadata with 200,000 members', () => {
  it.each(Object.entries(WAYS))(
    'takes little longer than listing its names once: %s',
    async (_what, run) => {
      const names = fastest(() => Object.keys(large))
      const { value } = await captureRecords(() => fastest(() => run(begin()), 4))
      // Copies and a second listing took five times as long.
      expect(value).toBeLessThan(15 + 2.5 * names)
    },
  )

  it.each(Object.entries(WAYS))(
    'is cut to one line, which has truncated: %s',
    async (_what, run) => {
      const [record] = await recordsOf(run)
      expect(record).toMatchObject({ truncated: true, traceId: expect.stringMatching(/^req_/) })
      const written = { ...record?.metadata, ...(record?.metadata?.large as object | undefined) }
      expect(Object.keys(written).length).toBeGreaterThan(100)
      expect(Object.keys(written).length).toBeLessThan(150)
      expect(written).toHaveProperty('k0', 1)
    },
  )

  it('gives the ending its status and path, even if they are its last members', async () => {
    const end = (trace: Trace) => logLambdaSuccess(trace, { ...large, statusCode: 404, path: '/a' })
    const [short] = await recordsOf(
      (trace) => logLambdaSuccess(trace, { ...large, statusCode: 204 }),
      { sampling: { rate: 0 } },
    )
    expect(short?.metadata).toEqual({ method: 'POST', path: '/process/{id}', statusCode: 204 })
    const [whole] = await recordsOf(end, { metrics: true })
    expect(whole).toMatchObject({ result: 'error', Errors: 1, error: { code: 'NOT_FOUND' } })
    expect(whole?.metadata).toMatchObject({ path: '/a', method: 'POST' })
  })

  it('marks a member whose getter throws as [unreadable], and keeps the others', async () => {
    const first = Object.defineProperty({}, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    const [record] = await recordsOf((trace) =>
      trace.hop('h', () => new Response(''), Object.assign(first, { good: 1 })),
    )
    expect(record?.metadata).toMatchObject({ bad: '[unreadable]', good: 1, statusCode: 200 })
  })
})
