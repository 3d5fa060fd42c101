import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RECORD_FIELDS } from '../../../src/core/record.ts'
import type { TracingOptions } from '../../../src/index.ts'
import { currentTrace } from '../../../src/index.ts'
import { eachRecord, tracing } from '../../../src/middy/index.ts'
import { createTraceContext, logError, logRequest, logResponse } from '../../../src/next/index.ts'
import { events } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

type Trace = ReturnType<typeof createTraceContext>
type Line = Readonly<Record<string, unknown>> & { _aws?: Emf }
interface Emf {
  Timestamp: number
  CloudWatchMetrics: {
    Namespace: string
    Dimensions: string[][]
    Metrics: { Name: string; Unit: string }[]
  }[]
}

const SCHEMA = JSON.parse(readFileSync('test/core/metrics/emf.schema.json', 'utf8'))
const isEmf = new Ajv2020().compile(SCHEMA)
const metrics = { metrics: true }

/** What a request with these options leaves. */
async function linesOf(run: (trace: Trace) => unknown, options: TracingOptions = metrics) {
  const { records } = await captureRecords(async () => {
    const trace = createTraceContext({ action: 'a', service: 's', ...options })
    logRequest(trace)
    await run(trace)
  })
  return records as unknown as Line[]
}

/** Holds what the specification says beyond its schema: each metric and dimension is a root member. */
function expectMetric(line: Line): Record<string, unknown> {
  expect(isEmf(line), JSON.stringify(isEmf.errors)).toBe(true)
  const [directive] = line._aws?.CloudWatchMetrics ?? []
  for (const { Name } of directive?.Metrics ?? []) expect(line[Name]).toEqual(expect.any(Number))
  for (const name of directive?.Dimensions.flat() ?? [])
    expect(line[name]).toEqual(expect.any(String))
  return Object.fromEntries(directive?.Metrics.map(({ Name }) => [Name, line[Name]]) ?? [])
}

const succeed = (trace: Trace) => logResponse(trace, { statusCode: 200 })

afterEach(() => vi.unstubAllEnvs())

describe('the ending of a request with metrics', () => {
  it('is a log line and a valid EMF document in one', async () => {
    const before = Date.now()
    const [start, ending, ...more] = await linesOf(succeed)
    expect(more).toEqual([])
    expect(start).not.toHaveProperty('_aws')
    expect(expectMetric(ending ?? {})).toEqual({
      duration: expect.any(Number),
      Requests: 1,
      Faults: 0,
    })
    expect(ending).toMatchObject({ Errors: 0, Throttles: 0, Timeouts: 0, ColdStarts: 0 })
    expect(ending?._aws?.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'Hoptrace',
      Dimensions: [['service'], ['service', 'action']],
      Metrics: [
        { Name: 'duration', Unit: 'Milliseconds' },
        { Name: 'Requests', Unit: 'Count' },
        { Name: 'Faults', Unit: 'Count' },
      ],
    })
    expect(ending?._aws?.Timestamp).toBeGreaterThanOrEqual(before)
    expect(ending?._aws?.Timestamp).toBeLessThanOrEqual(Date.now())
  })

  it.each<[string, (trace: Trace) => void, object]>([
    [
      'a 5xx',
      (trace) => logResponse(trace, { statusCode: 503 }),
      { Errors: 1, Faults: 1, Throttles: 0 },
    ],
    ['an error', (trace) => logError(trace, new Error('no')), { Errors: 1, Faults: 1 }],
    [
      'a 404',
      (trace) => logResponse(trace, { statusCode: 404 }),
      { Errors: 1, Faults: 0, Throttles: 0 },
    ],
    [
      'a 429',
      (trace) => logResponse(trace, { statusCode: 429 }),
      { Errors: 1, Faults: 0, Throttles: 1 },
    ],
  ])('counts %s', async (_what, end, counts) => {
    expect((await linesOf(end)).at(-1)).toMatchObject({ Requests: 1, ...counts })
  })

  it('has no metrics unless the option or the environment switches them on', async () => {
    expect((await linesOf(succeed, {})).at(-1)).not.toHaveProperty('Requests')
    vi.stubEnv('HOPTRACE_METRICS', '1')
    expectMetric((await linesOf(succeed, {})).at(-1) ?? {})
    vi.stubEnv('HOPTRACE_METRICS', '0')
    expect((await linesOf(succeed, {})).at(-1)).not.toHaveProperty('_aws')
  })

  it('has the metrics, namespace and dimensions of the option', async () => {
    const own = {
      metrics: {
        namespace: 'Shop',
        dimensions: [['service', 'layer'], []],
        counts: ['Errors', 'ColdStarts'],
      },
    } as const
    const ending = (await linesOf(succeed, own)).at(-1) ?? {}
    expect(Object.keys(expectMetric(ending))).toEqual([
      'duration',
      'Requests',
      'Faults',
      'Errors',
      'ColdStarts',
    ])
    expect(ending._aws?.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'Shop',
      Dimensions: [['service', 'layer'], []],
    })
  })

  it('has the counts and calls of the environment if code does not set them', async () => {
    vi.stubEnv('HOPTRACE_METRICS', '1')
    vi.stubEnv('HOPTRACE_METRICS_COUNTS', 'Timeouts, ColdStarts')
    vi.stubEnv('HOPTRACE_METRICS_CALLS', 'true')
    const lines = await linesOf(async (trace) => {
      await trace.call('s3', 'getObject', () => 1)
      succeed(trace)
    }, {})
    const namesIn = (phase: string) =>
      Object.keys(expectMetric(lines.find((line) => line.phase === phase) ?? {}))
    expect(namesIn('complete')).toEqual([
      'duration',
      'Requests',
      'Faults',
      'Timeouts',
      'ColdStarts',
    ])
    expect(namesIn('call')).toEqual(['CallDuration', 'CallFaults'])
    const [, ending = {}] = await linesOf(succeed, { metrics: { counts: [] } })
    expect(Object.keys(expectMetric(ending))).toEqual(['duration', 'Requests', 'Faults'])
  })

  it.each([
    ['HOPTRACE_METRICS_COUNTS', 'Timeouts,Deaths'],
    ['HOPTRACE_METRICS_CALLS', 'perhaps'],
  ])('makes tracing() throw an error with the variable’s name: %s=%s', (name, text) => {
    vi.stubEnv('HOPTRACE_METRICS', '1')
    vi.stubEnv(name, text)
    expect(() => tracing()).toThrow(`hoptrace: ${name} must be `)
    expect(() => tracing()).toThrow(`, got '${text}'`)
  })

  it.each(['ERROR', 'WARN'])('is written even with AWS_LAMBDA_LOG_LEVEL=%s', async (level) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level)
    const lines = await linesOf(succeed)
    expect(lines).toHaveLength(1)
    expectMetric(lines[0] ?? {})
    expect(lines[0]?.metadata).toEqual({ statusCode: 200 })
  })

  it('has no dimension but service, stage, layer, action and functionName: others throw an error', async () => {
    expect(() => createTraceContext({ action: 'a', metrics: { dimensions: [] } })).toThrow(
      "hoptrace: option 'metrics.dimensions' must be a list of one or more lists of service, stage, layer, action, functionName, got []",
    )
    const dimensions = [['tenantId']] as never
    expect(() => createTraceContext({ action: 'a', metrics: { dimensions } })).toThrow(
      "hoptrace: option 'metrics.dimensions' must be a list of one or more lists of service, stage, layer, action, functionName, got [['tenantId']]",
    )
  })

  it('counts cold starts and timeouts on Lambda', async () => {
    vi.resetModules()
    const fresh = await import('../../../src/middy/index.ts')
    const invoke = async (handle: () => unknown, remaining: number) => {
      const handler = handlerOf([fresh.tracing(metrics)], handle as never)
      const context = lambdaContext({ getRemainingTimeInMillis: () => remaining })
      const { records } = await captureRecords(() => handler(httpApiEvent(), context))
      return records.find(({ phase }) => phase === 'complete') as unknown as Line
    }
    const cold = await invoke(async () => ({ statusCode: 200 }), 30_000)
    expectMetric(cold)
    expect(cold).toMatchObject({ ColdStarts: 1, Timeouts: 0 })
    const slow = await invoke(() => new Promise(() => undefined), 200)
    expectMetric(slow)
    expect(slow).toMatchObject({ ColdStarts: 0, Timeouts: 1, Faults: 1 })
  })

  it('counts a batch as one request, whatever the number of its records', async () => {
    const handler = handlerOf([tracing(metrics)], (event) =>
      eachRecord(event as ReturnType<typeof events.sqs>, async ({ body }) => {
        currentTrace().metric('Stored', 1)
        JSON.parse(body)
      }),
    )
    const event = events.sqs({ body: { a: 1 } }, { body: 'no JSON' })
    const { records } = await captureRecords(() => handler(event, lambdaContext()))
    const endings = records.filter(({ phase }) => phase === 'complete') as unknown as Line[]
    expect(endings.map(({ Requests, Errors }) => [Requests, Errors])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [1, 1],
    ])
  })

  it.each<TracingOptions>([{ level: 'info' }, { level: 'error' }, { sampling: { rate: 0 } }])(
    'is beside lines with the metrics of each record of a batch, with %j',
    async (options) => {
      const handler = handlerOf([tracing({ ...options, metrics: { calls: true } })], (event) =>
        eachRecord(event as ReturnType<typeof events.sqs>, async (_, trace) => {
          await trace.call('s3', 'getObject', async () => 1)
          trace.metric('Stored', 2)
        }),
      )
      const { records } = await captureRecords(() => handler(events.sqs({}, {}), lambdaContext()))
      const lines = (records as unknown as Line[]).filter(({ _aws }) => _aws !== undefined)
      const call = { CallDuration: expect.any(Number), CallFaults: 0 }
      const batch = { Records: 2, FailedRecords: 0 }
      const own = { duration: expect.any(Number), Requests: 1, Faults: 0, ...batch }
      const metrics = lines.map(expectMetric)
      expect(metrics).toHaveLength(5)
      expect(metrics).toEqual(expect.arrayContaining([call, { Stored: 2 }, own]))
      expect(metrics.filter(({ Stored }) => Stored === 2)).toHaveLength(2)
    },
  )
})

describe('a business metric', () => {
  it('is summed into the ending, with its unit', async () => {
    const ending = (
      await linesOf((trace) => {
        trace.metric('ImagesProcessed', 1)
        trace.metric('ImagesProcessed', 2)
        trace.metric('ResultSize', 1.5, 'Megabytes')
        succeed(trace)
      })
    ).at(-1)
    expect(expectMetric(ending ?? {})).toMatchObject({ ImagesProcessed: 3, ResultSize: 1.5 })
    expect(ending?._aws?.CloudWatchMetrics[0]?.Metrics.at(-1)).toEqual({
      Name: 'ResultSize',
      Unit: 'Megabytes',
    })
  })

  it('is null if its sum is larger than the largest number', async () => {
    for (const metrics of [true, false]) {
      const [, ending] = await linesOf(
        (trace) => {
          for (let i = 0; i < 2; i += 1) trace.metric('Bytes', Number.MAX_VALUE, 'Bytes')
          succeed(trace)
        },
        { metrics },
      )
      expect(ending).toMatchObject({ phase: 'complete', Bytes: null })
    }
  })

  it('is a field of the ending even if metrics are off or the request is not sampled', async () => {
    const run = (trace: Trace) => {
      trace.metric('ImagesProcessed', 1)
      succeed(trace)
    }
    const off = (await linesOf(run, {})).at(-1)
    expect(off).toMatchObject({ ImagesProcessed: 1 })
    expect(off).not.toHaveProperty('_aws')
    expect(await linesOf(run, { ...metrics, sampling: { rate: 0 } })).toMatchObject([
      { ImagesProcessed: 1, Requests: 1 },
    ])
  })

  it('is beside the count of timeouts, even if metrics are off', async () => {
    const handler = handlerOf([tracing()], () => {
      currentTrace().metric('ImagesProcessed', 1)
      return new Promise(() => undefined)
    })
    const context = lambdaContext({ getRemainingTimeInMillis: () => 200 })
    const { records } = await captureRecords(() => handler(httpApiEvent(), context))
    expect(records.find(({ phase }) => phase === 'complete')).toMatchObject({
      Timeouts: 1,
      ImagesProcessed: 1,
    })
  })

  it.each<[string, (trace: Trace) => void]>([
    ['NaN', (trace) => trace.metric('A', Number.NaN)],
    ['a text', (trace) => trace.metric('A', '1' as never)],
    ['no name', (trace) => trace.metric('', 1)],
    ['a name with a quote', (trace) => trace.metric('A"', 1)],
    ['another unit', (trace) => trace.metric('A', 1, 'Images' as never)],
  ])('is left out if it is %s, and the ending is written', async (_what, misuse) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const lines = await linesOf((trace) => {
      misuse(trace)
      succeed(trace)
    })
    stderr.mockRestore()
    expect(Object.keys(expectMetric(lines.at(-1) ?? {}))).toEqual([
      'duration',
      'Requests',
      'Faults',
    ])
  })

  it.each([...RECORD_FIELDS, 'CallDuration', 'CallFaults'])(
    'does not replace the field %s',
    async (field) => {
      const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
      const run = (trace: Trace) => {
        trace.metric(field, 123_456)
        succeed(trace)
      }
      const lines = await linesOf(run)
      stderr.mockRestore()
      expect(lines.at(-1)?.[field]).not.toBe(123_456)
    },
  )

  it('is left out if the line has 100 metrics', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const counts = ['Errors', 'Throttles', 'Timeouts', 'ColdStarts'] as const
    // A batch has the most metrics of its own.
    const handler = handlerOf([tracing({ metrics: { counts } })], () => {
      for (let n = 0; n < 200; n += 1) currentTrace().metric(`Metric${n}`, 1)
    })
    const { records } = await captureRecords(() => handler(events.sqs(), lambdaContext()))
    const lines = records as unknown as Line[]
    stderr.mockRestore()
    expect(Object.keys(expectMetric(lines.at(-1) ?? {}))).toHaveLength(100)
  })
})

describe('calls in metrics', () => {
  const run = async (trace: Trace) => {
    await trace.call('s3', 'getObject', async () => 1)
    await trace.call('s3', 'putObject', () => Promise.reject(new Error('no'))).catch(() => 1)
    succeed(trace)
  }
  const calls = (lines: Line[]) => lines.filter(({ phase }) => phase === 'call')
  const options = { metrics: { calls: true } }

  it('have their duration and faults by service and operation with metrics.calls', async () => {
    const lines = calls(await linesOf(run, options))
    expect(lines.map(expectMetric)).toEqual([
      { CallDuration: expect.any(Number), CallFaults: 0 },
      { CallDuration: expect.any(Number), CallFaults: 1 },
    ])
    expect(lines[0]?._aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'action']])
    expect(lines[0]?.action).toBe('service:s3:getObject')
    expect(calls(await linesOf(run))[0]).not.toHaveProperty('_aws')
  })

  it.each<[string, TracingOptions]>([
    ['in a request that is not sampled', { ...options, sampling: { rate: 0 } }],
    ['below the level', { ...options, level: 'error' }],
    ['in more records than are held back', { ...options, sampling: { rate: 0 } }],
  ])('are in one line each %s', async (what, given) => {
    const many = what.startsWith('in more') ? 700 : 3
    const lines = await linesOf(async (trace) => {
      for (let n = 0; n < many; n += 1) await trace.call('s3', 'getObject', async () => 1, { n })
      succeed(trace)
    }, given)
    expect(calls(lines)).toHaveLength(many)
    for (const line of calls(lines)) {
      expectMetric(line)
      expect(line).not.toHaveProperty('metadata')
    }
  })
})

describe('the options of metrics', () => {
  it.each<[unknown, string]>([
    ['on', "option 'metrics' must be true, false or an object, got 'on'"],
    [{ namespace: 'AWS/Mine' }, "option 'metrics.namespace' must be"],
    [{ counts: ['Requests'] }, "option 'metrics.counts' must be a list of Errors"],
    [{ calls: 1 }, "option 'metrics.calls' must be true or false"],
    [{ names: [] }, "unknown option 'metrics.names'"],
  ])('throw an error at set-up if they are wrong: %j', (given, message) => {
    expect(() => createTraceContext({ action: 'a', metrics: given as never })).toThrow(
      `hoptrace: ${message}`,
    )
  })
})

describe('a stage', () => {
  const options: TracingOptions = { ...metrics, stage: 'prod' }

  it('is on the start and the ending, and a dimension of each set', async () => {
    const [start, ending = {}] = await linesOf(succeed, options)
    expect([start?.stage, ending.stage]).toEqual(['prod', 'prod'])
    expectMetric(ending)
    expect(ending._aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([
      ['service', 'stage'],
      ['service', 'stage', 'action'],
    ])
  })

  it('comes from HOPTRACE_STAGE', async () => {
    vi.stubEnv('HOPTRACE_STAGE', 'dev')
    const [start] = await linesOf(succeed, {})
    expect(start?.stage).toBe('dev')
  })

  it('is on a call that is a metric, and on no other one', async () => {
    const call = (trace: Trace) => trace.call('s3', 'getObject', () => 1)
    const [, counted = {}] = await linesOf(call, { ...options, metrics: { calls: true } })
    expectMetric(counted)
    expect(counted).toMatchObject({ phase: 'call', stage: 'prod' })
    expect(counted._aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'stage', 'action']])
    const [, other] = await linesOf(call, options)
    expect(other).not.toHaveProperty('stage')
  })

  it('leaves dimensions that the options name as they are', async () => {
    const own = { dimensions: [['service']] } as const
    const [, ending] = await linesOf(succeed, { ...options, metrics: own })
    expect(ending?._aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([['service']])
  })
})

describe('the ending of a batch', () => {
  const batch = events.sqs({ body: 1 }, { body: 2 }, { body: 3 })
  const run = async (handle: (event: object) => unknown, options: TracingOptions = metrics) => {
    const handler = handlerOf([tracing(options)], (event) => handle(event as object))
    const { records } = await captureRecords(async () => {
      await Promise.resolve(handler(batch, lambdaContext())).catch(() => undefined)
    })
    return records.at(-1) as unknown as Line
  }
  const two = () => ({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] })

  it('counts its records and those that failed', async () => {
    expect(expectMetric(await run(two))).toMatchObject({ Records: 3, FailedRecords: 2, Faults: 0 })
    expect(expectMetric(await run(() => 1))).toMatchObject({ Records: 3, FailedRecords: 0 })
  })

  it('counts all records if the invocation fails', async () => {
    const fail = () => {
      throw new Error('no')
    }
    expect(expectMetric(await run(fail))).toMatchObject({ Records: 3, FailedRecords: 3, Faults: 1 })
  })

  it('counts records only with metrics on, and other requests have none', async () => {
    expect(await run(two, {})).not.toHaveProperty('Records')
    const [, ending] = await linesOf(succeed)
    expect(ending).not.toHaveProperty('Records')
  })
})

describe('the ending of an authorizer', () => {
  it.each([events.requestAuthorizer(), events.httpApiAuthorizer(), events.tokenAuthorizer()])(
    'is counted as its own action, and not among the requests of its service',
    async (event) => {
      const handler = handlerOf([tracing({ service: 's', metrics: true })], () => ({}))
      const { records } = await captureRecords(() =>
        handler(event, lambdaContext({ functionName: 'auth' })),
      )
      const ending = records.at(-1) as unknown as Line
      expectMetric(ending)
      expect(ending.action).toBe('auth')
      expect(ending._aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'action']])
    },
  )
})
