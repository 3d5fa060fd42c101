import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { onRequestError, withTracing } from '../../src/next/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { freshWorker } from '../fresh-worker.ts'
import { type Handle, handlerOf, type Middleware, turn, untimed } from '../middy/invocation.ts'
import { blocksOf, loadSample, rowsOf, SHOWN_INVOCATION, sectionOf, steady } from './page.ts'

const PAGE = 'docs/record.md'

type Records = readonly TraceRecord[]

const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
const tableOf = (heading: string) => rowsOf(sectionOf(PAGE, heading))
const endingOf = (records: Records) => records.find(({ phase }) => phase === 'complete')

/** The records of one invocation. */
async function invoked(
  handle: Handle,
  {
    event = events.httpApi() as unknown,
    options = {} as LambdaTracingOptions,
    others = [] as Middleware[],
    context = lambdaContext() as object,
  } = {},
): Promise<Records> {
  const handler = handlerOf([tracing(options), ...others], handle)
  return (await captureRecords(() => handler(event, context))).records
}

/** The records of an invocation whose answer streams, and is read to its end or left. */
async function streamed(leaves: boolean): Promise<Records> {
  const body = Readable.from(['one', 'two'])
  const handler = handlerOf([tracing()], () => ({ statusCode: 200, body }))
  const { records } = await captureRecords(async () => {
    const answer = (await handler(events.httpApi(), lambdaContext())) as { body: Readable }
    if (!leaves) return text(answer.body)
    answer.body.destroy(new Error('closed'))
    await once(answer.body, 'error')
    return turn()
  })
  return records
}

const never = () => new Promise(() => undefined)

/** The records of an invocation that runs out of time while it handles a record of its batch. */
async function timedOut(): Promise<Records> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] })
  const event = events.sqs({})
  const { records } = await captureRecords(async () => {
    void untimed([tracing()], () => eachRecord(event, never))(event, lambdaContext())
    await vi.advanceTimersByTimeAsync(30_000)
  })
  vi.useRealTimers()
  return records
}

/** What a process leaves that ends like this while it handles a record of its batch. */
async function endedBy(end: string): Promise<Records> {
  const child = runModule(`
    import middy from '@middy/core'
    import { eachRecord, tracing } from 'hoptrace/middy'
    import { events, lambdaContext } from 'hoptrace/testing'
    const event = events.sqs({})
    const handler = middy({ timeoutEarlyInMillis: 0 }).use(tracing())
      .handler(() => eachRecord(event, (_record, trace) =>
        trace.hop('work', () => { ${end}; return new Promise(() => {}) })))
    void handler(event, lambdaContext())
  `)
  const [lines] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function nextEndedBy(end: string): Promise<Records> {
  const child = runModule(`
    import { withTracing } from 'hoptrace/next'
    const GET = withTracing(() => { ${end}; return new Promise(() => {}) })
    void GET(new Request('http://a.example/'), {})
  `)
  const [lines] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const fromNext = async (
  handle: () => Response | Promise<Response>,
  request = new Request('http://a.example/'),
): Promise<Records> => {
  const GET = withTracing(handle, { service: 'shop' })
  return (await captureRecords(() => GET(request as never, { params: Promise.resolve({}) })))
    .records
}

async function leftByClient(): Promise<Records> {
  const controller = new AbortController()
  const request = new Request('http://a.example/', { signal: controller.signal })
  return fromNext(() => {
    controller.abort()
    return new Response('late')
  }, request)
}

async function seenByNext(): Promise<Records> {
  const request = { path: '/', method: 'GET', headers: {} }
  const route = { routerKind: 'App Router', routePath: '/', routeType: 'route' }
  const error = new Error('failed')
  const { records } = await captureRecords(() => {
    onRequestError(error, request, route)
    onRequestError(error, request, route)
  })
  return records
}

const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => server.close())
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/7`

const batch = (...bodies: string[]) => {
  const event = events.sqs(...bodies.map((body) => ({ body })))
  return invoked(() => eachRecord(event, ({ body }) => JSON.parse(body)), { event })
}
const throwing = {
  onError: () => {
    throw new Error('instead')
  },
}
const manyLines = () => {
  for (let line = 0; line < 600; line += 1) currentTrace().info('line')
  return { statusCode: 500 }
}

/** What can become of a request, with what it writes. */
const RUNS = {
  answered: await invoked(() => ({ statusCode: 200 })),
  refused: await invoked(() => ({ statusCode: 404 })),
  faulty: await invoked(() => ({ statusCode: 503 })),
  thrown: await invoked(() => Promise.reject(new Error('failed'))),
  thrownInstead: await invoked(() => Promise.reject(new Error('failed')), { others: [throwing] }),
  called: await invoked(() => currentTrace().fetch(url)),
  unread: await invoked(async () => {
    await new Promise((resolve) => get(url, resolve))
    return { statusCode: 200 }
  }),
  streamed: await streamed(false),
  left: await streamed(true),
  batch: await batch('{}', 'no JSON'),
  failedBatch: await batch('no JSON', 'nor this'),
  timeout: await timedOut(),
  exit: await endedBy('process.exit(3)'),
  crash: await endedBy("setImmediate(() => { throw new Error('in a callback') })"),
  nextExit: await nextEndedBy('process.exit(3)'),
  nextSignal: await nextEndedBy(
    "process.kill(process.pid, 'SIGTERM'); setTimeout(() => 1, 60_000)",
  ),
  nextCrash: await nextEndedBy("setImmediate(() => { throw new Error('in a callback') })"),
  resumed: await invoked(() => 1, { context: { durableExecutionMode: 'ReplayMode' } }),
  loop: await invoked(() => 1, {
    event: events.httpApi({ headers: { 'x-trace-id': 'a', 'x-trace-hops': '101' } }),
  }),
  dropped: await invoked(manyLines, { options: { sampling: { rate: 0 } } }),
  next: await fromNext(() => Response.json({})),
  nextThrown: await fromNext(() => Promise.reject(new Error('failed'))),
  nextLeft: await leftByClient(),
  seenByNext: await seenByNext(),
} satisfies Record<string, Records>
const written = Object.values(RUNS).flat()

describe('the page on the record', () => {
  it('shows the lines that its handler writes', async () => {
    freshWorker()
    const { handler } = await loadSample(PAGE, 'load-order')
    const { records } = await captureRecords(() => handler(...SHOWN_INVOCATION))
    const shown = blocksOf(PAGE, 'json').map((line) => JSON.parse(line))
    expect(records.map(steady)).toEqual(shown.map(steady))
    for (const [index, record] of records.entries()) {
      expect(Object.keys(shown[index])).toEqual(Object.keys(record))
    }
  })

  it('has every field of the record, in the order in which they are written', () => {
    const source = readFileSync('src/core/record.ts', 'utf8')
    const [, body = ''] = source.split('export interface TraceRecord extends Identity {')
    const fields = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name)
    fields.splice(fields.indexOf('action') + 1, 0, 'jobId', 'tenantId', 'userId')
    expect(tableOf('Fields').flatMap(([cell]) => names(cell))).toEqual(fields)
  })

  it('has the code of each status', async () => {
    const codes = new Map(tableOf('How a request ended').map(([status, code]) => [status, code]))
    for (let status = 400; status < 600; status += 1) {
      const [, ending] = await invoked(() => ({ statusCode: status }))
      const [code] = names(codes.get(`${status}`) ?? codes.get('other'))
      expect(ending?.error?.code).toBe(code?.replace('<status>', `${status}`))
    }
  })
})

/** The runs of which each row of the table of endings tells. */
const ENDINGS: Readonly<Record<string, readonly (keyof typeof RUNS)[]>> = {
  'was answered with less than 400, or without a status': ['answered', 'resumed', 'next'],
  'was answered with a 4xx': ['refused'],
  'was answered with a 5xx, or threw an error that nothing answered': [
    'faulty',
    'thrown',
    'nextThrown',
  ],
  'ran out of time': ['timeout'],
  'was running when its process ended': ['exit', 'crash', 'nextExit', 'nextSignal', 'nextCrash'],
  'was a batch that failed in part': ['batch'],
  'was a batch whose records all failed': ['failedBatch'],
  'was left by its client before the last byte': ['left', 'nextLeft'],
}

describe('the endings on the page', () => {
  const rows = tableOf('How a request ended').filter(([, level = '']) =>
    /info|warn|error/.test(level),
  )

  it('list every ending that this test produces', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(ENDINGS))
  })

  it.each(rows)('are right for a request that %s', (name, level, result, code) => {
    for (const run of ENDINGS[name] ?? []) {
      const ending = RUNS[run].findLast(({ phase }) => phase === 'complete')
      expect([ending?.level, ending?.result]).toEqual(names(`${level}${result}`))
      const [word] = names(code)
      if (word !== undefined && !/crash/i.test(run)) expect(ending?.error?.code).toBe(word)
      if (code === '') expect(ending).not.toHaveProperty('error')
    }
  })
})

describe('the messages on the page', () => {
  it('list every message that is written, with its phase', () => {
    const phases = new Map(
      tableOf('Messages').flatMap(([messages, phase]) =>
        names(messages).map((message) => [message, names(phase)[0]] as const),
      ),
    )
    const seen = new Set(
      written
        .filter(({ message }) => message !== 'line')
        .map(({ message, phase }) => `${message.replace(/(?<= - ).+/, '<name>')}|${phase}`),
    )
    const shown = [...phases].map(
      ([message, phase]) => `${message.replace('<service>', '<name>')}|${phase}`,
    )
    // The hop of a sample; and an error that a wrapper has thrown on is told of by both.
    seen.add('Hop - <name>|hop').delete('Request error|complete')
    expect([...seen].sort()).toEqual(shown.sort())
  })
})

describe('the metadata on the page', () => {
  it('lists every member that hoptrace writes', () => {
    const members = new Set(written.flatMap(({ metadata }) => Object.keys(metadata ?? {})))
    members.delete('queue') // the trigger's
    members.add('cacheStatus') // needs Next.js's cache
    const shown = tableOf('Metadata').flatMap(([cell]) => names(cell))
    expect([...members].sort()).toEqual(shown.sort())
  })

  it('has openSteps if the process exits during a step', () => {
    const { metadata } = endingOf(RUNS.exit) ?? {}
    expect(metadata).toMatchObject({ openSteps: [{ name: 'work', age: expect.any(Number) }] })
  })
})

describe('the limits on the page', () => {
  const numberOf = (what: string): number => {
    const [, limit = ''] = tableOf('Limits').find(([cell = '']) => cell.includes(what)) ?? []
    return Number(/[\d,]+/.exec(limit)?.[0].replace(',', ''))
  }
  const line = async (
    metadata: object,
    options: LambdaTracingOptions = {},
  ): Promise<TraceRecord> => {
    const records = await invoked(() => currentTrace().info('m'.repeat(5_000), { ...metadata }), {
      options,
    })
    return records[1] as TraceRecord
  }

  it('are right for texts', async () => {
    const record = await line({ text: 'x'.repeat(9_000) }, { service: 's'.repeat(300) })
    expect(record.service).toHaveLength(numberOf('`service`'))
    expect(record.message).toBe(`${'m'.repeat(numberOf('the message'))}…`)
    expect(record.metadata?.text).toBe(`${'x'.repeat(numberOf('another text'))}…`)
    expect(record.truncated).toBe(true)
    const identified = await invoked(() => {
      currentTrace().set({ tenantId: 't'.repeat(2_000) })
      currentTrace().hop('h'.repeat(300), () => 1)
    })
    expect(identified[1]?.tenantId).toHaveLength(numberOf('`jobId`') + 1)
    expect(identified[1]?.hopName).toHaveLength(numberOf('`service`') + 1)
  })

  it('are right for members, depth and causes', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`n${n}`, n]))
    expect(Object.keys((await line(many)).metadata ?? {})).toHaveLength(numberOf('members'))
    const deep = Array.from({ length: 20 }).reduce<object>((inner) => ({ inner }), {})
    const { metadata } = await line(deep)
    expect(JSON.stringify(metadata).match(/\{/g)).toHaveLength(numberOf('objects in objects'))
    const error = Array.from({ length: 9 }).reduce<Error>(
      (cause, _, n) => new Error(`${n}`, { cause }),
      new Error('first'),
    )
    const records = await invoked(() => Promise.reject(error))
    expect(JSON.stringify(endingOf(records)?.error).match(/"cause"/g)).toHaveLength(
      numberOf('causes'),
    )
  })

  it('are right for a whole line', async () => {
    const fields = (text: string) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, text.repeat(1_000)]))
    const { message, metadata } = await line(fields('x'))
    const plain = message.length + JSON.stringify(metadata).length
    const max = numberOf('metadata and error')
    expect(plain).toBeGreaterThan(max * 0.9)
    expect(plain).toBeLessThan(max * 1.1)
    const wide = JSON.stringify(await line(fields('€')))
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(numberOf('a line'))
  })
})
