import {
  context,
  createContextKey,
  trace as otel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api'
import { defaultSpans, registerHoptrace } from 'hoptrace/otel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { startEchoServer } from '../core/calls/echo-server.ts'
import { httpApiEvent, invoke, turn } from '../middy/invocation.ts'

const tracerBefore = otel.getTracer('library')
const TRACE_ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const W3C_ID = '01a2033f87ef76348bbae9bc8f6c8926'

let server: Awaited<ReturnType<typeof startEchoServer>>
beforeAll(async () => {
  server = await startEchoServer()
  expect(registerHoptrace({ spans: [...defaultSpans, 'library', /^work-/] })).toBe(true)
})
afterAll(() => server.close())

/** Runs `run` within a request, and returns its records without the start and the ending. */
async function recordsOf(run: () => unknown) {
  const event = httpApiEvent({ 'x-trace-id': TRACE_ID })
  const { records, error, ending } = await invoke(
    [tracing()],
    async () => void (await run()),
    event,
  )
  if (error !== undefined) throw error
  return {
    root: ending.spanId,
    records: records.filter(({ phase }) => !/start|complete/.test(phase)),
  }
}

const library = () => otel.getTracer('library')

describe('a span of a library', () => {
  it('is a hop below the running step, and has its name, times and attributes', async () => {
    const { records, root } = await recordsOf(() =>
      currentTrace().hop('outer', () => {
        const span = library().startSpan('parse', { attributes: { rows: 3, secret: 'text' } })
        span.setAttribute('cached', true).updateName('parse-all').end()
      }),
    )
    const [span, outer] = records
    expect(outer).toMatchObject({ hopName: 'outer', parentId: root })
    expect(span).toMatchObject({
      phase: 'hop',
      hopName: 'parse-all',
      hopResult: 'success',
      parentId: outer?.spanId,
      duration: expect.any(Number),
      metadata: { rows: 3, cached: true },
    })
    expect(span?.metadata).not.toHaveProperty('secret')
  })

  it('is a call if it is a client’s or a producer’s', async () => {
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 17 FROM orders' }
    const { records } = await recordsOf(() => {
      library().startSpan('query', { kind: SpanKind.CLIENT, attributes }).end()
      const pool = { 'db.system.name': 'postgresql' }
      library().startSpan('pg-pool.connect', { kind: SpanKind.CLIENT, attributes: pool }).end()
      library().startSpan('send', { kind: SpanKind.PRODUCER }).end()
    })
    expect(records).toMatchObject([
      { phase: 'call', action: 'service:postgresql:select' },
      { phase: 'call', action: 'service:postgresql:connect' },
      { phase: 'call', action: 'service:library:send' },
    ])
    expect(JSON.stringify(records)).not.toContain('orders')
  })

  it('takes its times as milliseconds, dates, or seconds and nanoseconds', async () => {
    const now = Date.now()
    const { records } = await recordsOf(() => {
      library()
        .startSpan('millis', { startTime: now - 1_000 })
        .end(now)
      library()
        .startSpan('dates', { startTime: new Date(now - 1_000) })
        .end(new Date(now))
      const second = Math.floor(now / 1_000)
      library()
        .startSpan('pairs', { startTime: [second - 1, 0] })
        .end([second, 500_000_000])
    })
    const durations = records.map(({ duration = 0 }) => Math.round(duration))
    expect(durations).toEqual([1_000, 1_000, 1_500])
  })

  it('is active within startActiveSpan, in any of its forms', async () => {
    const { records } = await recordsOf(() => {
      const within = () => currentTrace().hop('inner', () => 1)
      library().startActiveSpan('two', within)
      library().startActiveSpan('three', {}, within)
      library().startActiveSpan('four', {}, context.active(), (span) => {
        within()
        span.end()
        return otel.getActiveSpan()
      })
    })
    const four = records.find(({ hopName }) => hopName === 'four')
    const inner = records.filter(({ hopName }) => hopName === 'inner')
    expect(inner).toHaveLength(3)
    expect(inner[2]?.parentId).toBe(four?.spanId)
    expect(new Set(inner.map(({ parentId }) => parentId)).size).toBe(3)
  })

  it('has the trace of the request, and currentTrace returns it', async () => {
    await recordsOf(() =>
      library().startActiveSpan('work', (span) => {
        expect(span.spanContext()).toMatchObject({ traceId: W3C_ID, traceFlags: 1 })
        expect(currentTrace()).toMatchObject({ id: TRACE_ID, spanId: span.spanContext().spanId })
        span.end()
      }),
    )
  })

  it('is what libraries find as the active span, also after a step within it', async () => {
    const { records } = await recordsOf(() =>
      library().startActiveSpan('work', (span) => {
        expect(otel.getActiveSpan()).toBe(span)
        currentTrace().hop('inner', () => expect(otel.getActiveSpan()).not.toBe(span))
        otel.getActiveSpan()?.setAttribute('rows', 3)
        span.end()
      }),
    )
    expect(records.at(-1)).toMatchObject({ hopName: 'work', metadata: { rows: 3 } })
  })

  it('is a failed step if its status is an error, with the exception', async () => {
    const { records } = await recordsOf(() => {
      const span = library().startSpan('load')
      span.recordException(Object.assign(new Error('too late'), { code: 'LATE' }))
      span.setStatus({ code: SpanStatusCode.ERROR }).end()
      const told = library().startSpan('store', { attributes: { 'error.type': 'FULL' } })
      told.setStatus({ code: SpanStatusCode.ERROR, message: 'The disk is full' }).end()
    })
    expect(records).toMatchObject([
      { phase: 'log', level: 'warn', message: 'Exception', error: { message: 'too late' } },
      { hopName: 'load', result: 'error', error: { code: 'LATE' } },
      { hopName: 'store', result: 'error', error: { code: 'FULL', message: 'The disk is full' } },
    ])
  })

  it('writes its events as lines, at most 20', async () => {
    const { records } = await recordsOf(() => {
      const span = library().startSpan('stream')
      for (let token = 0; token < 25; token += 1) span.addEvent('token', { token, text: 'hidden' })
      span.end()
    })
    const lines = records.filter(({ phase }) => phase === 'log')
    expect(lines).toHaveLength(20)
    expect(lines[0]).toMatchObject({ message: 'token', spanId: records.at(-1)?.spanId })
    expect(records.at(-1)).toMatchObject({ hopName: 'stream', metadata: { droppedEvents: 5 } })
    expect(JSON.stringify(records)).not.toContain('hidden')
  })

  it('ends once', async () => {
    const { records } = await recordsOf(() => {
      const span = library().startSpan('once')
      span.end()
      span.end()
      expect(span.isRecording()).toBe(false)
    })
    expect(records).toHaveLength(1)
  })

  it('never throws for attributes of odd types, and keeps those that are plain', async () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    const odd = {
      rows: 3,
      big: 7n,
      symbol: Symbol('x'),
      cyclic,
      holes: Object.assign([1], { length: 3 }),
      'gen_ai.response.finish_reasons': ['stop', undefined, cyclic, 1n],
      'db.system.name': { toString: () => 'hidden' },
      'url.full': Symbol('url'),
      nothing: null,
      nan: Number.NaN,
      call: () => 1,
    }
    const { records } = await recordsOf(() => {
      const span = library().startSpan('odd', { attributes: odd as never })
      span.setAttributes(odd as never).addEvent('told', odd as never)
      span.recordException(cyclic as never)
      span.end()
    })
    const [hop] = records.filter(({ phase }) => phase === 'hop')
    expect(hop).toMatchObject({ hopName: 'odd', metadata: { rows: 3 } })
    expect(JSON.stringify(records)).not.toContain('hidden')
  })

  it('never throws for attributes whose getters throw, and leaves no step open', async () => {
    const hostile = () => ({
      get rows(): number {
        throw new Error('not now')
      },
    })
    const run = (): unknown => {
      library().startSpan('first', { attributes: hostile() }).end()
      const span = library().startSpan('second')
      span.setAttributes(hostile()).addEvent('event', hostile())
      span.end()
      return undefined
    }
    const { ending, error, records } = await invoke([tracing()], run, httpApiEvent())
    expect(error).toBeUndefined()
    expect(records.map(({ hopName }) => hopName)).toContain('second')
    expect(ending.metadata).not.toHaveProperty('openSteps')
  })

  it('takes null for a context as none', async () => {
    const none = null as never
    const { records, root } = await recordsOf(() => {
      library().startSpan('parse', {}, none).end()
      library().startActiveSpan('print', {}, none, (span) => span.end())
    })
    expect(records.map(({ hopName, parentId }) => [hopName, parentId])).toEqual([
      ['parse', root],
      ['print', root],
    ])
  })

  it('that never ends, or ends after the request, leaves the request as it is', async () => {
    let late: ReturnType<ReturnType<typeof library>['startSpan']> | undefined
    const { records } = await recordsOf(() => {
      library().startSpan('never')
      late = library().startSpan('late')
    })
    expect(records).toEqual([])
    expect(() => late?.setAttribute('rows', 1).end()).not.toThrow()
  })

  it('that is not on the list is left out, and what is within it is below the step around it', async () => {
    const { records, root } = await recordsOf(() =>
      otel.getTracer('other').startActiveSpan('plumbing', (plumbing) => {
        expect(plumbing.isRecording()).toBe(false)
        library().startSpan('parse').end()
        plumbing.addEvent('a').recordException('b')
        plumbing.end()
      }),
    )
    expect(records).toMatchObject([{ hopName: 'parse', parentId: root }])
  })

  it('is recorded by a tracer that was asked for before the registration', async () => {
    const { records } = await recordsOf(() => tracerBefore.startSpan('early').end())
    expect(records).toMatchObject([{ hopName: 'early' }])
  })

  it('outside of a request, or after its ending, is not recorded', async () => {
    let later: Promise<void> | undefined
    const { records } = await recordsOf(() => {
      later = turn()
        .then(turn)
        .then(turn)
        .then(() => library().startSpan('late').end())
    })
    await later
    const outside = library().startSpan('outside')
    expect(outside.spanContext().traceId).toBe('0'.repeat(32))
    outside.end()
    expect(records).toEqual([])
  })

  it('of a client within a call is a part of that call', async () => {
    const { records } = await recordsOf(async () => {
      await currentTrace().call('orders', 'get', () =>
        library().startSpan('GET', { kind: SpanKind.CLIENT }).end(),
      )
      await library().startActiveSpan('GET', { kind: SpanKind.CLIENT }, async (span) => {
        await (await fetch(server.url)).text()
        span.end()
      })
    })
    expect(records.map(({ action }) => action)).toEqual([
      'service:orders:get',
      'service:library:GET',
    ])
  })

  it('begins at the request with the option root', async () => {
    const { records, root } = await recordsOf(() =>
      currentTrace().hop('outer', () => library().startSpan('apart', { root: true }).end()),
    )
    expect(records[0]).toMatchObject({ hopName: 'apart', parentId: root })
  })
})

describe('the context', () => {
  it('has a span for the running step, so that libraries that ask for a parent see one', async () => {
    await recordsOf(() =>
      currentTrace().hop('work', () => {
        expect(otel.getActiveSpan()?.spanContext()).toMatchObject({
          traceId: W3C_ID,
          spanId: currentTrace().spanId,
        })
      }),
    )
    expect(otel.getActiveSpan()).toBeUndefined()
  })

  it('carries the step that it was made in to code that runs elsewhere', async () => {
    let held = ROOT_CONTEXT
    let spanId = ''
    await recordsOf(async () => {
      currentTrace().hop('work', () => {
        held = context.active()
        spanId = currentTrace().spanId
      })
      expect(currentTrace().spanId).not.toBe(spanId)
      expect(context.with(held, () => currentTrace().spanId)).toBe(spanId)
      const bound = context.bind(held, () => currentTrace().spanId)
      expect(bound()).toBe(spanId)
    })
    expect(context.with(held, () => currentTrace().id)).toBe(TRACE_ID)
  })

  it('keeps values over steps and awaits, and passes this and arguments on', async () => {
    const key = createContextKey('key')
    await recordsOf(() =>
      context.with(context.active().setValue(key, 'value'), () =>
        currentTrace().hop('work', async () => {
          await turn()
          expect(context.active().getValue(key)).toBe('value')
        }),
      ),
    )
    const joined = context.with(
      ROOT_CONTEXT,
      function (this: string, one: string, two: string) {
        return [this, one, two].join('-')
      },
      'a',
      'b',
      'c',
    )
    expect(joined).toBe('a-b-c')
  })
})

describe('registerHoptrace', () => {
  it('called again changes nothing and does not throw', () => {
    expect(registerHoptrace()).toBe(false)
  })

  it.each([
    [
      { spans: 'pg' },
      "hoptrace: option 'spans' must be a list of names and regular expressions, got 'pg'",
    ],
    [{ mirror: 1 }, "hoptrace: option 'mirror' must be true or false, got 1"],
    [{ span: [] }, "hoptrace: unknown option 'span'; known are spans, mirror"],
  ])('refuses %o', (options, message) => {
    expect(() => registerHoptrace(options as never)).toThrow(new TypeError(message))
  })
})
