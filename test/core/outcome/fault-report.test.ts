import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exporter } from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { type NextOptions, withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { runModule, textOf } from '../../child.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

const MINUTE_MS = 60_000
/** Of the form of a token, and of nobody. */
const TOKEN = `Bearer ${'Ab3'.repeat(12)}`

/** A failure at one place of the code. */
const failure = (message: string): Error => new Error(message)
const fails =
  (message: string): (() => never) =>
  () => {
    throw failure(message)
  }

async function request(options: NextOptions): Promise<void> {
  const GET = withTracing(() => new Response('value'), options)
  const sent = new Request('http://a.example/', { headers: { 'x-trace-id': 'req_caller' } })
  const { error } = await captureRecords(() => GET(sent as never, { params: Promise.resolve({}) }))
  expect(error).toBeUndefined()
  await turn()
}

/** The lines on stderr since the last call. */
function reported(): string[] {
  const { calls } = vi.mocked(process.stderr.write).mock
  return calls.splice(0).map(([line]) => String(line))
}

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a report on stderr of a failed callback', () => {
  it('is one line without secrets and control characters, even if the message has them', async () => {
    const record = JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', traceId: 'req_forged' })
    const message = `authorization: ${TOKEN}\n${record}\r\u001b[2J\u009b2J\u0085\u202e\u200b\u2028end`
    await request({ acceptInbound: fails(message) })
    const lines = reported()
    expect(lines).toHaveLength(1)
    const [line = ''] = lines
    expect(line).toMatch(
      /^hoptrace: option 'acceptInbound' failed \(count: 1\): "Error: .*end.*"\n$/,
    )
    expect(line.slice(0, -1)).not.toMatch(/[\p{C}\u2028\u2029]/u)
    expect(line).not.toContain(TOKEN.slice(7))
    expect(line).not.toContain(record)
  })

  it('names the file in which the callback failed', async () => {
    await request({ acceptInbound: () => Reflect.apply(fails('here'), null, []) })
    expect(reported()).toEqual([expect.stringContaining('fault-report.test.ts')])
  })

  it('masks what the option redact names, even after a request without that option', async () => {
    const redact = { keys: ['customerNumber'] }
    await request({ redact, acceptInbound: () => expect.fail('customerNumber=4711') })
    // Options that are read later, from the environment alone, don't unmask it.
    await request({ acceptInbound: () => expect.fail('customerNumber=4711') })
    const lines = reported()
    expect(lines).toHaveLength(2)
    expect(lines.join()).not.toContain('4711')
  })

  it.each([2_990, 3_010, 8_990, 9_010, 1_000_000])(
    'has at most 3,200 characters, and no part of a secret at character %d of the message',
    async (length) => {
      const accessKey = ['AK', 'IA', 'Q7'.repeat(8)].join('')
      const message = 'x '.repeat(length / 2).slice('Error: '.length) + accessKey
      const stack = `Error: ${message}\n    at place${length} (app.js:1:1)`
      const error = Object.assign(failure(message), { stack })
      await request({
        acceptInbound: () => {
          throw error
        },
      })
      const lines = reported()
      expect(lines).toEqual([expect.stringContaining('x x x')])
      expect(lines[0]?.length).toBeLessThan(3_200)
      expect(lines[0]).not.toContain('AKI')
    },
  )

  it('shows a thrown value that is not an error as text', async () => {
    await request({
      acceptInbound: () => {
        throw 'no error'
      },
    })
    expect(reported()).toEqual([
      'hoptrace: option \'acceptInbound\' failed (count: 1): "no error"\n',
    ])
  })
})

describe('the first report of a failure', () => {
  const refused = fails('refused')
  const reject = () => Promise.reject(failure('rejected'))

  it.each<[string, NextOptions]>([
    ["option 'identify' failed", { identify: refused }],
    ["option 'acceptInbound' failed", { acceptInbound: () => refused() }],
    ["option 'sampling.keep' failed", { sampling: { rate: 0, keep: refused } }],
  ])('names the option: %s', async (what, options) => {
    await request(options)
    expect(reported()).toEqual([expect.stringContaining(`hoptrace: ${what} (count: 1): `)])
  })

  it.each<[string, Partial<Exporter>]>([
    ['join', { join: refused }],
    ['join', { join: () => ({}) as never }],
    ['onSpanStart', { onSpanStart: refused }],
    ['onSpanStart', { onSpanStart: reject }],
    ['onSpanEnd', { onSpanEnd: refused }],
    ['onSpanEnd', { onSpanEnd: reject }],
  ])('names the method of the exporter: %s', async (method, exporter) => {
    await request({ exporters: [{ onSpanEnd: () => undefined, ...exporter }] })
    expect(reported()).toEqual([
      expect.stringContaining(`hoptrace: an exporter's ${method} failed (count: 1): `),
    ])
  })

  it('names the method of the exporter: onSpanLeftOpen', async () => {
    const exporter: Exporter = { onSpanEnd: () => undefined, onSpanLeftOpen: refused }
    const GET = withTracing(
      (_request: Request, _context, trace) => {
        void trace.hop('left', () => new Promise(() => undefined))
        return new Response('value')
      },
      { exporters: [exporter] },
    )
    await captureRecords(() => GET(new Request('http://a.example/'), { params: Promise.resolve() }))
    expect(reported()).toEqual([expect.stringContaining("an exporter's onSpanLeftOpen failed")])
  })

  it('names the option of tracing(): identify', async () => {
    const handler = handlerOf([tracing({ identify: refused })], () => ({ statusCode: 200 }))
    await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    expect(reported()).toEqual([expect.stringContaining("option 'identify' failed (count: 1)")])
  })

  it('says that a record was lost if stdout throws', async () => {
    const { write } = process.stdout
    process.stdout.write = fails('stdout is closed')
    const GET = withTracing(() => new Response('value'))
    try {
      await GET(new Request('http://a.example/') as never, { params: Promise.resolve() })
    } finally {
      process.stdout.write = write
    }
    expect(reported()).toEqual([
      expect.stringContaining('hoptrace: a record was lost (count: 1): "Error: stdout is closed'),
    ])
  })
})

describe('failures that repeat', () => {
  it('are reported at once, then as a count once a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const acceptInbound = () => {
      throw new Error('provoked')
    }
    const again = async (times: number) => {
      for (let time = 0; time < times; time += 1) await request({ acceptInbound })
    }
    await again(1)
    expect(reported()).toEqual([expect.stringContaining('(count: 1): "Error: provoked')])
    await again(7)
    vi.advanceTimersByTime(MINUTE_MS - 1)
    expect(reported()).toEqual([])
    await again(2)
    vi.advanceTimersByTime(1)
    expect(reported()).toEqual([expect.stringContaining('(count: 9): "Error: provoked')])
    vi.advanceTimersByTime(10 * MINUTE_MS)
    expect(reported()).toEqual([])
    await again(3)
    vi.advanceTimersByTime(MINUTE_MS)
    expect(reported()).toEqual([expect.stringContaining('(count: 3): "Error: provoked')])
  })

  it('are reported once if they differ in their messages alone', async () => {
    const thrown = (message: string) => Reflect.construct(Error, [message])
    for (let caller = 0; caller < 50; caller += 1) {
      const message = `caller ${caller}\n    at caller${caller} (file.ts:${caller}:1)`
      await request({
        acceptInbound: () => {
          throw thrown(message)
        },
      })
    }
    expect(reported()).toEqual([expect.stringContaining('caller 0')])
  })

  it('do not hide a failure at another line of the same callback', async () => {
    const acceptInbound = (header: (name: string) => string | undefined) => {
      if (header('x-trace-id') === 'req_caller') throw failure('provoked by a header')
      throw failure('another')
    }
    await request({ acceptInbound })
    await request({ acceptInbound })
    await request({ acceptInbound: () => acceptInbound(() => undefined) })
    expect(reported()).toEqual([
      expect.stringContaining('provoked by a header'),
      expect.stringContaining('another'),
    ])
  })

  it('are reported at most 101 times, even if each has another stack', async () => {
    for (let caller = 0; caller < 500; caller += 1) {
      const error = Object.assign(failure('m'), { stack: `Error: m\n    at f${caller} (a.js:1:1)` })
      await request({
        acceptInbound: () => {
          throw error
        },
      })
    }
    const { length } = reported()
    expect(length).toBeGreaterThan(50)
    expect(length).toBeLessThanOrEqual(101)
  })

  it('are counted together by all copies of the package in a process', async () => {
    const child = runModule(`
      import { withTracing } from 'hoptrace/next'
      import { withLambdaTracing } from 'hoptrace/middy'
      let caller = 0
      const acceptInbound = () => {
        caller += 1
        throw Object.assign(new Error('m'), { stack: 'Error: m\\n    at f' + caller + ' (a.js:1:1)' })
      }
      const handlers = [
        withTracing(() => new Response('value'), { acceptInbound }),
        withLambdaTracing(async () => 'value', { acceptInbound }),
      ]
      const headers = { 'x-trace-id': 'req_caller' }
      for (let turn = 0; turn < 200; turn += 1) {
        await handlers[0](new Request('http://a.example/', { headers }), {})
        await handlers[1]({ headers, requestContext: { http: { method: 'GET' } } }, {})
      }
      process.stderr.write('calls: ' + caller)
    `)
    child.stdout.resume()
    const [errors] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    const lines = errors.split('\n')
    expect(lines.pop()).toBe('calls: 400')
    expect(lines.length).toBeGreaterThan(50)
    expect(lines.length).toBeLessThanOrEqual(101)
  })

  it('do not keep the process alive', async () => {
    const child = runModule(`
      import { withTracing } from 'hoptrace/next'
      const acceptInbound = () => { throw new Error('provoked') }
      const GET = withTracing(() => new Response('value'), { acceptInbound })
      for (let n = 0; n < 5; n += 1) await GET(new Request('http://a.example/'), {})
    `)
    child.stdout.resume()
    const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    expect(code).toBe(0)
    expect(errors.trim().split('\n')).toEqual([expect.stringContaining('provoked')])
  })
})
