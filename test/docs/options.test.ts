import { readFileSync } from 'node:fs'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import {
  createLambdaTraceContext,
  eachRecord,
  tracing,
  withLambdaTracing,
} from '../../src/middy/index.ts'
import {
  createTraceContext,
  requestErrors,
  withActionTracing,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../src/next/index.ts'
import { withNodeTracing } from '../../src/node/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { startEchoServer } from '../core/calls/echo-server.ts'
import { handlerOf, untimed } from '../middy/invocation.ts'
import { loadSample, rowsOf } from './page.ts'

const PAGE = 'docs/options.md'

interface Row {
  readonly name: string
  readonly places: readonly string[]
  readonly variable: string
  readonly fallback: string
}

const bare = (cell = ''): string => cell.replaceAll('`', '')

const rows = rowsOf(readFileSync(PAGE, 'utf8')).map(
  ([name, places = '', variable, fallback = '']): Row => ({
    name: bare(name),
    places: bare(places).split(', '),
    variable: bare(variable),
    fallback,
  }),
)
const rowOf = (name: string): Row => {
  const row = rows.find((one) => one.name === name)
  if (row === undefined) throw new Error(`${PAGE} has no row ${name}`)
  return row
}

type SetUp = (options: never) => unknown

/** The functions that take options, by the words of the page. */
const FUNCTIONS: Readonly<Record<string, Readonly<Record<string, SetUp>>>> = {
  all: {
    createTraceContext: (options) => createTraceContext(Object.assign({ action: 'a' }, options)),
  },
  Lambda: {
    tracing,
    withLambdaTracing: (options) => withLambdaTracing(async () => undefined, options),
    createLambdaTraceContext: (options) => createLambdaTraceContext({}, {}, options),
  },
  'Next.js routes': {
    withTracing: (options) => withTracing(() => new Response(), options),
    withApiTracing: (options) => withApiTracing(() => undefined, options),
  },
  'Next.js actions and proxy': {
    withActionTracing: (options) => withActionTracing('save', async () => undefined, options),
    withProxyTracing: (options) => withProxyTracing(() => undefined, options),
  },
  'Next.js errors': { requestErrors },
  'Node.js': { withNodeTracing: (options) => withNodeTracing(() => undefined, options) },
}
const CASES = Object.entries(FUNCTIONS).flatMap(([place, functions]) =>
  Object.entries(functions).map(([name, setUp]) => ({ name, place, setUp })),
)

/** The names that a set-up says that it knows. */
function knownTo(setUp: SetUp, options: object): readonly string[] {
  try {
    setUp(options as never)
  } catch (error) {
    return (
      /known are (.+)$/
        .exec((error as Error).message)?.[1]
        ?.split(', ')
        .sort() ?? []
    )
  }
  return []
}

/** The names of the page for a place; of those within an option only that one's. */
function namedFor(place: string): readonly string[] {
  const own = rows.filter(({ places }) => places.includes('all') || places.includes(place))
  return [...new Set(own.map(({ name }) => name.split('.')[0] ?? ''))].sort()
}

afterEach(() => void vi.unstubAllEnvs())

describe('the options page', () => {
  it('begins with a set-up that is accepted', async () => {
    const { traced } = await loadSample(PAGE, 'failureLevel')
    const { records } = await captureRecords(() =>
      handlerOf([traced], () => {
        currentTrace().debug('before the failure')
        return { statusCode: 500 }
      })({}, lambdaContext()),
    )
    expect(records.map(({ message, service }) => [message, service])).toContainEqual([
      'before the failure',
      'shop',
    ])
  })

  it('names the functions that take each set of options', () => {
    const text = readFileSync(PAGE, 'utf8')
    for (const [place, functions] of Object.entries(FUNCTIONS)) {
      const [, list = ''] = new RegExp(`^- \\*\\*${place}\\*\\*: (.+)$`, 'm').exec(text) ?? []
      for (const name of Object.keys(functions)) expect(list).toContain(`\`${name}\``)
    }
  })

  it.each(CASES)('names every option of $name', ({ place, setUp }) => {
    expect(knownTo(setUp, { other: 1 })).toEqual(namedFor(place))
  })

  it.each([
    { name: 'redact', setUp: (other: object) => tracing({ redact: other }) },
    { name: 'sampling', setUp: (other: object) => tracing({ sampling: other }) },
    { name: 'metrics', setUp: (other: object) => tracing({ metrics: other }) },
  ])('names every option within $name', ({ name, setUp }) => {
    const named = rows.map((row) => row.name).filter((one) => one.startsWith(`${name}.`))
    expect(knownTo(setUp, { other: 1 })).toEqual(named.sort())
  })

  it('names every option of a client and of a batch', async () => {
    const client = new KinesisClient({})
    expect(knownTo((options) => traceClient(client, options), { other: 1 })).toEqual(['payload'])
    expect(rowOf('payload').places).toEqual(['traceClient'])
    const { error } = await captureRecords(() =>
      eachRecord(events.sqs({}), () => undefined, { other: 1 } as never),
    )
    expect((error as Error).message).toContain('known are eachRecord.concurrency')
    expect(rowOf('concurrency').places).toEqual(['eachRecord'])
  })
})

/** What no option with a rule of its own accepts. */
const WRONG = '(/'
const TEXTS = ['service', 'version', 'stage', 'action', 'layer'] as const
/** Any text is a path. */
const PATHS = ['HOPTRACE_FILE']

/** Sets something up that reads an option from the environment. */
function setUpWith({ name, places }: Row): unknown {
  if (places.includes('traceClient')) return traceClient(new KinesisClient({}))
  if (places.includes('eachRecord')) return eachRecord(events.sqs({}), () => undefined)
  if (places.includes('Next.js routes')) return withTracing(() => new Response())
  return tracing(name.startsWith('metrics.') ? { metrics: {} } : {})
}

describe('the environment variables of the options page', () => {
  const variables = rows.filter(({ variable }) => variable !== '' && !PATHS.includes(variable))

  it.each(variables.filter(({ name }) => !(TEXTS as readonly string[]).includes(name)))(
    'has $variable, whose value is checked',
    async (row) => {
      vi.stubEnv(row.variable, WRONG)
      await expect(async () => setUpWith(row)).rejects.toThrow(`${row.variable} must be`)
    },
  )

  it.each(TEXTS)('has the variable of %s, whose value is in the records', async (name) => {
    vi.stubEnv(rowOf(name).variable, 'from the environment')
    const { records } = await captureRecords(() =>
      handlerOf([tracing()], () => 1)({}, lambdaContext()),
    )
    expect(records[0]?.[name]).toBe('from the environment')
  })

  it('has none for options that only code can set', () => {
    const others = rows.filter(({ variable }) => variable === '').map(({ name }) => name)
    for (const name of others) {
      const words = name.replace(/[A-Z]/g, '_$&').replace('.', '_').toUpperCase()
      // A function can't be one, and says so.
      if (name !== 'identify') vi.stubEnv(`HOPTRACE_${words}`, WRONG)
    }
    expect(() => tracing({ metrics: true })).not.toThrow()
  })
})

type Options = Readonly<Record<string, unknown>>
type Run = (options: Options) => Promise<unknown>

const traceparent = (flags: string) => `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-${flags}`
const recordsOf = async (
  options: Options,
  handle: () => unknown = () => ({ statusCode: 200 }),
  event: unknown = events.httpApi({ headers: { traceparent: traceparent('00') } }),
): Promise<readonly TraceRecord[]> => {
  const { records } = await captureRecords(() =>
    handlerOf([tracing(options)], handle)(event, lambdaContext()),
  )
  return records
}
const shapeOf = (records: readonly TraceRecord[]) =>
  records.map(({ level, message, phase }) => [level, message, phase])

const all: Run = async (options) =>
  shapeOf(
    await recordsOf(options, () => {
      currentTrace().debug('quiet')
      return { statusCode: 500 }
    }),
  )
const fetching: Run = async (options) => {
  const server = await startEchoServer()
  const records = await recordsOf(options, async () => (await fetch(server.url)).text())
  server.close()
  return records.map(({ phase }) => phase)
}
const sampled: Run = async (options) => shapeOf(await recordsOf(options))
const metric =
  (within: string): Run =>
  async (options) => {
    const set = within === '' ? options : { metrics: { ...options } }
    const records = await recordsOf(set, () => currentTrace().call('credits', 'debit', () => 1))
    return records.map(({ _aws }) => JSON.stringify(_aws)?.replace(/"Timestamp":\d+/, ''))
  }
const bodies: Run = async (options) => {
  const answers = [200, 404].map(async (statusCode) => {
    const { value } = await captureRecords(() =>
      handlerOf([tracing(options)], () => ({ statusCode, body: '{}' }))(
        events.httpApi(),
        lambdaContext(),
      ),
    )
    return (value as { body: string }).body.includes('traceId')
  })
  return Promise.all(answers)
}
const loops: Run = async (options) => {
  const runs = [99, 100, 101].map(async (passed) => {
    const event = events.httpApi({
      headers: { traceparent: traceparent('01'), 'x-trace-hops': `${passed}` },
    })
    return shapeOf(await recordsOf(options, undefined, event)).length
  })
  return Promise.all(runs)
}
const thrown: Run = async (options) => {
  const GET = withTracing(() => Promise.reject(new Error('failed')), options)
  const { value, error } = await captureRecords(() =>
    GET(new Request('http://a.example/') as never, { params: Promise.resolve({}) }),
  )
  return [value === undefined, error === undefined]
}
const payloads: Run = async (options) => {
  let sent: unknown
  const client = traceClient(new KinesisClient({ region: 'eu-west-1' }), options)
  client.middlewareStack.add(
    () => async (args) => {
      sent = args.input
      return { response: {}, output: { $metadata: {} } }
    },
    { step: 'initialize', priority: 'low' },
  )
  const Data = Buffer.from('{"a":1}')
  await recordsOf({}, () =>
    client.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey: '1', Data })),
  )
  return Buffer.from((sent as { Data: Uint8Array }).Data)
    .toString()
    .includes('_trace')
}

/** The options whose default is a value: another value of each, and what shows the difference. */
const LITERALS: Readonly<Record<string, { readonly other: unknown; readonly run: Run }>> = {
  acceptInbound: {
    other: false,
    run: async (options) => (await recordsOf(options))[0]?.traceId?.startsWith('req_abababab-'),
  },
  trustSampling: { other: true, run: sampled },
  calls: { other: 'explicit', run: fetching },
  traceIdInBody: { other: 'always', run: bodies },
  'sampling.rate': { other: 0, run: ({ rate }) => sampled({ sampling: { rate } }) },
  'sampling.keepClientErrors': {
    other: 0,
    run: async ({ keepClientErrors }) => {
      const set = keepClientErrors === undefined ? {} : { keepClientErrors }
      const refuse = () => ({ statusCode: 404 })
      return shapeOf(await recordsOf({ sampling: { rate: 0, ...set } }, refuse))
    },
  },
  metrics: { other: true, run: metric('') },
  'metrics.namespace': { other: 'Shop', run: metric('metrics') },
  'metrics.dimensions': { other: [['service']], run: metric('metrics') },
  'metrics.counts': { other: ['Errors'], run: metric('metrics') },
  'metrics.calls': { other: true, run: metric('metrics') },
  maxServices: { other: 99, run: loops },
  errorResponse: { other: 'json', run: thrown },
  payload: { other: true, run: payloads },
}

/** The value that a cell of the page stands for. */
function valueIn(cell: string): unknown {
  const text = bare(cell)
  return /^(true|false|\d+|\[.*\]|'.*')$/.test(text) ? JSON.parse(text.replaceAll("'", '"')) : text
}

describe('the defaults of the options page', () => {
  it('has a default for each option that has a literal one', () => {
    const literal = rows.filter(({ fallback, name }) => /^`[^`]+`$/.test(fallback) && name !== '')
    expect(literal.map(({ name }) => name)).toEqual(Object.keys(LITERALS))
  })

  it.each(Object.entries(LITERALS))('are right for %s', async (name, { other, run }) => {
    const key = name.split('.').at(-1) ?? ''
    const without = await run({})
    expect(await run({ [key]: valueIn(rowOf(name).fallback) })).toEqual(without)
    expect(await run({ [key]: other })).not.toEqual(without)
  })

  it('are right for the levels', async () => {
    expect(rowOf('level').fallback).toBe("Lambda's application log level, else `info`")
    const without = await all({})
    expect(await all({ level: 'info' })).toEqual(without)
    expect(await all({ level: 'debug' })).not.toEqual(without)
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'DEBUG')
    expect(await all({ level: 'debug' })).toEqual(await all({}))
    vi.unstubAllEnvs()
    expect(rowOf('failureLevel').fallback).toBe('the value of `level`')
    expect(await all({ failureLevel: 'info' })).toEqual(without)
    expect(await all({ failureLevel: 'debug' })).not.toEqual(without)
  })

  it('are right for the service', async () => {
    const services = async () => (await recordsOf({}))[0]?.service
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'shop-orders')
    vi.stubEnv('npm_package_name', 'shop')
    expect(await services()).toBe('shop-orders')
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', '')
    expect(await services()).toBe('shop')
    vi.stubEnv('npm_package_name', '')
    expect(await services()).toBe(/else `(\w+)`$/.exec(rowOf('service').fallback)?.[1])
  })

  it('are right for the action and the layer', async () => {
    const [onLambda] = await recordsOf({}, undefined, events.httpApi())
    expect(onLambda).toMatchObject({ action: 'GET /orders/{id}', layer: 'lambda' })
    expect((await recordsOf({}, undefined, {}))[0]?.action).toBe('orders')
    expect(rowOf('layer').fallback).toContain('`lambda` on Lambda; `api-route`')
    const { records } = await captureRecords(() => withActionTracing('save', async () => 1)())
    expect(records[0]).toMatchObject({ action: 'save', layer: 'server-action' })
  })

  it('are right for timeoutMarginMs', async () => {
    expect(rowOf('timeoutMarginMs').fallback).toBe('10 % of the remaining time, at most 500 ms')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] })
    const messagesUntil = async (time: number, limit: number) => {
      const context = lambdaContext({ getRemainingTimeInMillis: () => limit })
      const { records } = await captureRecords(async () => {
        void untimed([tracing()], () => new Promise(() => undefined))({}, context)
        await vi.advanceTimersByTimeAsync(time)
      })
      vi.clearAllTimers()
      return records.map(({ message }) => message)
    }
    for (const [limit, margin] of [
      [30_000, 500],
      [1_000, 100],
    ] as const) {
      expect(await messagesUntil(limit - margin - 1, limit)).toEqual(['Lambda start'])
      expect(await messagesUntil(limit - margin, limit)).toContain('Deadline near')
    }
    vi.useRealTimers()
  })

  it('are right for the concurrency of a batch', async () => {
    expect(rowOf('concurrency').fallback).toBe('1 for ordered records, else 10')
    const maxRunningOf = async (send: typeof events.sqs) => {
      let running = 0
      let max = 0
      const event = send(...Array.from({ length: 12 }, () => ({})))
      await recordsOf(
        {},
        () =>
          eachRecord(event, async () => {
            running += 1
            max = Math.max(max, running)
            await new Promise((resolve) => setImmediate(resolve))
            running -= 1
          }),
        event,
      )
      return max
    }
    expect([await maxRunningOf(events.sqs), await maxRunningOf(events.sqsFifo)]).toEqual([10, 1])
  })
})
