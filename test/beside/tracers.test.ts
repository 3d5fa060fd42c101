import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startXrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { handlerOf } from '../middy/invocation.ts'
import { FOLDER } from './folder.ts'
import { LAMBDA } from './lambda-environment.ts'
import { type Received, valuesOf } from './receiver.ts'
import { type AppOptions, type AppRun, invoke } from './run-app.ts'
import { fileOf, sampleFile, tablesOf } from './samples.ts'

const PAGE = 'beside-other-tools'
const TRACE_ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const W3C_ID = '01a2033f87ef76348bbae9bc8f6c8926'

const appFile = (name: string): string => path.join(FOLDER, 'apps', `${name}.ts`)
const preload = (...names: string[]): string[] =>
  names.flatMap((name) => ['--import', name.includes('/') ? name : `./apps/${name}.ts`])

const OPENTELEMETRY = { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }
const DATADOG = {
  DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_TRACE_STARTUP_LOGS: 'false',
}

interface SetUp extends AppOptions {
  readonly app?: string
}

const opentelemetry: SetUp = { flags: preload('originals', 'opentelemetry'), env: OPENTELEMETRY }
const sentry: SetUp = { flags: preload('originals', 'sentry') }
const datadog: SetUp = {
  app: 'datadog',
  flags: preload('originals', 'dd-trace/initialize.mjs'),
  env: DATADOG,
}
const powertools: SetUp = { app: 'powertools', flags: preload('originals'), env: LAMBDA }

const withEnv = (setUp: SetUp, env: Readonly<Record<string, string>>): SetUp => ({
  ...setUp,
  env: { ...setUp.env, ...env },
})

/** How each row of the page's table is set up. */
const SET_UPS: Readonly<Record<string, SetUp>> = {
  OpenTelemetry: opentelemetry,
  'OpenTelemetry, `OTEL_PROPAGATORS=none`': withEnv(opentelemetry, { OTEL_PROPAGATORS: 'none' }),
  Sentry: sentry,
  'Sentry, `propagateTraceparent`': withEnv(sentry, { PROPAGATE_TRACEPARENT: '1' }),
  Datadog: datadog,
  'Datadog, `DD_TRACE_PROPAGATION_STYLE_INJECT=datadog`': withEnv(datadog, {
    DD_TRACE_PROPAGATION_STYLE_INJECT: 'datadog',
  }),
  'Powertools Tracer': powertools,
}

const runs = new Map<SetUp, Promise<AppRun>>()

/** The run of a set-up, which is run once. */
function run(setUp: SetUp): Promise<AppRun> {
  const { app = 'calls', ...options } = setUp
  const sent = runs.get(setUp) ?? invoke(appFile(app), options)
  runs.set(setUp, sent)
  return sent
}

function requestTo({ requests }: AppRun, place: string): Received {
  const found = requests.find(({ path: asked }) => asked === place)
  if (found === undefined) throw new Error(`Nothing was sent to ${place}`)
  return found
}

/** The attributes of the message that was sent. */
function attributesOf(sent: AppRun): Record<string, string> {
  const { MessageAttributes } = JSON.parse(requestTo(sent, '/').body)
  return Object.fromEntries(
    Object.entries<{ StringValue: string }>(MessageAttributes).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  )
}

/** Whose `traceparent` values these are: those of records have a span of theirs. */
function ownerOf(traceparents: readonly string[], { records }: AppRun): string {
  const spans = new Set(records.map(({ spanId }) => spanId))
  const isOurs = (value: string): boolean => {
    const [, traceId, spanId] = value.split('-')
    return traceId === W3C_ID && spans.has(spanId)
  }
  const ours = traceparents.filter(isOurs).length
  if (ours === 0) return 'its own'
  return ours === traceparents.length ? 'hoptrace' : 'both'
}

/** The functions that are others at the end of the process, as the page names them. */
function replacedIn(stderr: string): string[] {
  const [, json = ''] = /^patched (.+)$/m.exec(stderr) ?? []
  return Object.entries(JSON.parse(json)).flatMap(([name, is]) => (is ? `\`${name}\`` : []))
}

/** What hoptrace sends by itself. */
const OURS = ['x-trace-id', 'x-trace-parent', 'x-trace-hops', 'traceparent']
/** What a client or the transport adds. */
const PLAIN =
  /^(host|connection|accept.*|content-.*|user-agent|sec-fetch-mode|authorization|amz-.*|x-amz-.*|x-amzn-query-mode)$/

/** The names of the headers and attributes that a tool adds, with those of a prefix as one. */
function added(sent: AppRun): string[] {
  const headers = ['/trace-fetch', '/node-http'].flatMap((place) =>
    requestTo(sent, place).headers.map(([name]) => name),
  )
  const names = [...headers, ...Object.keys(attributesOf(sent))]
    .filter((name) => !OURS.includes(name) && !PLAIN.test(name))
    .map((name) => (name.startsWith('x-datadog-') ? 'x-datadog-*' : name))
  return [...new Set(names)].sort()
}

describe('the table of tracers', () => {
  const [rows = []] = tablesOf(PAGE, 'Tracers')

  it('has a row for each set-up', () => {
    expect(rows.map(([tool]) => tool)).toEqual(Object.keys(SET_UPS))
  })

  it.each(rows)('says what %s sends', async (tool = '', ...cells) => {
    const sent = await run(SET_UPS[tool] ?? {})
    const fetched = requestTo(sent, '/trace-fetch')
    const byHttp = requestTo(sent, '/node-http')
    expect(cells.slice(0, 3)).toEqual([
      ownerOf(valuesOf(fetched, 'traceparent'), sent),
      ownerOf(valuesOf(byHttp, 'traceparent'), sent),
      ownerOf([attributesOf(sent).traceparent ?? ''], sent),
    ])
    const names = [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    expect(added(sent)).toEqual(names.map((name) => name.toLowerCase()).sort())
    for (const request of [fetched, byHttp]) {
      expect(valuesOf(request, 'x-trace-id')).toEqual([TRACE_ID])
    }
  })
})

describe('the next service', () => {
  /** The start of a service that gets these headers. */
  const startOf = async (headers: Readonly<Record<string, string>>) => {
    const handler = handlerOf([tracing()], () => undefined)
    const event = events.httpApi({ headers })
    return (await captureTrace(() => handler(event, lambdaContext()))).start
  }
  const parents = ({ records }: AppRun) => records.map(({ spanId }) => spanId)

  it.each([
    ['hoptrace’s', sentry, '/node-http'],
    ['sent twice', opentelemetry, '/trace-fetch'],
    ['OpenTelemetry’s', opentelemetry, '/node-http'],
    ['Datadog’s', datadog, '/node-http'],
  ])('stands below its caller, if the traceparent is %s', async (_whose, setUp, place) => {
    const sent = await run(setUp)
    const start = await startOf(requestTo(sent, place).joined)
    expect(start?.traceId).toBe(TRACE_ID)
    expect(parents(sent)).toContain(start?.parentId)
  })

  it('stands below its caller, and links to the other trace, if a message has another tool’s traceparent', async () => {
    const sent = await run(opentelemetry)
    const headers = attributesOf(sent)
    const handler = handlerOf([tracing()], () => undefined)
    const consume = () => handler(events.sqs({ headers }), lambdaContext())
    const { start } = await captureTrace(consume)
    expect(start?.traceId).toBe(TRACE_ID)
    expect(parents(sent)).toContain(start?.parentId)
    const links = start?.links?.map((id) => id.replaceAll(/req_|-/g, ''))
    expect(links).toEqual([headers.traceparent?.split('-')[1]])
  })

  it('continues the other tool’s trace, if a message has no room for the id', async () => {
    const {
      'x-trace-id': _id,
      'x-trace-parent': _parent,
      ...headers
    } = attributesOf(await run(opentelemetry))
    const handler = handlerOf([tracing()], () => undefined)
    const consume = () => handler(events.sqs({ headers }), lambdaContext())
    const { start } = await captureTrace(consume)
    expect(start?.traceId?.replaceAll(/req_|-/g, '')).toBe(headers.traceparent?.split('-')[1])
  })
})

describe('the table of what a tool does in the process', () => {
  const [, rows = []] = tablesOf(PAGE, 'Tracers')
  const setUps: Readonly<Record<string, SetUp>> = {
    OpenTelemetry: opentelemetry,
    Sentry: sentry,
    Datadog: datadog,
    Powertools: powertools,
  }

  it('has a row for each tool', () => {
    expect(rows.map(([tool]) => tool)).toEqual(Object.keys(setUps))
  })

  it.each(rows)('says what %s does', async (tool = '', replaced = '', writes = '') => {
    const { lines, stderr } = await run(setUps[tool] ?? {})
    expect(replacedIn(stderr).join(', ')).toBe(replaced === '–' ? '' : replaced)
    expect(lines.some((line) => /aws\.lambda\.|CloudWatchMetrics/.test(line))).toBe(
      writes.includes('metrics'),
    )
    if (writes === 'nothing') expect(lines).toEqual([])
  })

  it.each(Object.keys(setUps))(
    'shows records that are the same, and in the same order, beside %s',
    async (tool) => {
      const { records, stderr } = await run(setUps[tool] ?? {})
      expect(records.map(({ message }) => message)).toEqual([
        'Lambda start',
        // That of `trace.fetch`, and a plain one.
        'Service call - HTTP',
        'Service call - HTTP',
        'Service call - SQS',
        'Lambda success',
      ])
      expect(new Set(records.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]))
      expect(stderr).toContain('answered {"statusCode":200')
    },
  )
})

describe('the versions on the page', () => {
  it('are those that these tests run', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(FOLDER, 'package.json'), 'utf8'))
    const page = readFileSync(fileOf(PAGE), 'utf8')
    const named = ['@sentry/aws-serverless', 'dd-trace', 'datadog-lambda-js']
    for (const name of named) expect(page).toContain(`\`${name}\` ${dependencies[name]}`)
    expect(page).toContain(`\`sdk-node\` ${dependencies['@opentelemetry/sdk-node']}`)
    for (const [app, name] of [
      ['vercel-otel', '@vercel/otel'],
      ['sentry-nextjs', '@sentry/nextjs'],
    ] as const) {
      const own = JSON.parse(readFileSync(path.join(FOLDER, app, 'package.json'), 'utf8'))
      expect(page).toContain(`\`${name}\` ${own.dependencies[name]}`)
    }
    expect(page).toContain(`Powertools ${dependencies['@aws-lambda-powertools/tracer']}`)
  })
})

describe('hoptrace', () => {
  it('replaces no method of other modules and globals', async () => {
    expect(replacedIn((await run({ flags: preload('originals') })).stderr)).toEqual([])
  })
})

describe('OpenTelemetry', () => {
  const sample = sampleFile(PAGE, 'inSameTrace')

  it('has its spans in the same trace below the request, with the page’s sample', async () => {
    const env = { ...OPENTELEMETRY, OTEL_PROPAGATORS: 'none' }
    const sent = await invoke(sample, { flags: preload('opentelemetry'), env })
    const [span] = [...sent.stderr.matchAll(/^span (.+)$/gm)].map(([, json = '']) =>
      JSON.parse(json),
    )
    const [request] = sent.records
    expect(span).toMatchObject({ traceId: W3C_ID, parentSpanId: request?.spanId })
    const [called] = sent.requests
    expect(called && ownerOf(valuesOf(called, 'traceparent'), sent)).toBe('hoptrace')
  })
})

describe('Sentry', () => {
  it('has the ids of the request on its events, with the page’s sample', async () => {
    const sample = sampleFile(PAGE, 'tagEvents')
    const sent = await invoke(sample)
    expect(sent.stderr).toContain('threw The stock is unknown')
    const { traceId, spanId } = sent.records[0] ?? {}
    const { body } = sent.requests.find(({ path: to }) => to.includes('envelope')) ?? { body: '' }
    expect(body).toContain('The stock is unknown')
    expect(body).not.toContain('Lambda start')
    expect(body).toContain(`"tags":${JSON.stringify({ traceId, spanId }).slice(0, -1)}`)
  })

  it('sends the same in version 11', async () => {
    const sent = await run({ flags: preload('sentry-node') })
    const owners = ['/trace-fetch', '/node-http'].map((place) =>
      ownerOf(valuesOf(requestTo(sent, place), 'traceparent'), sent),
    )
    expect(owners).toEqual(['hoptrace', 'hoptrace'])
    expect(added(sent)).toEqual(['baggage', 'sentry-trace'])
  })
})

describe('Datadog', () => {
  const sample = sampleFile(PAGE, 'datadog(')

  it('continues the caller’s trace and prefixes the lines of the console', async () => {
    const { lines, records } = await invoke(sample, datadog)
    const lowerHalf = BigInt(`0x${W3C_ID.slice(16)}`)
    const prefix = `[dd.trace_id=${lowerHalf} dd.span_id=`
    expect(lines.filter((line) => line.startsWith(prefix))).toHaveLength(1)
    expect(records.map(({ message }) => message)).toEqual(['Lambda start', 'Lambda success'])
    expect(lines.some((line) => line.includes('aws.lambda.enhanced.invocations'))).toBe(true)
  })

  it.each([
    ['pino', sampleFile(PAGE, 'pino('), {}],
    ['winston', appFile('log-with'), { LOGGER: sampleFile(PAGE, 'createLogger') }],
  ])('adds its ids to the lines of %s', async (_name, file, env) => {
    const wrapped = withEnv(datadog, { ...env, HANDLER: file })
    const { lines } = await invoke(appFile('with-datadog'), wrapped)
    const line = lines.find((text) => text.includes('Order found') || text.includes('request'))
    expect(JSON.parse(line ?? '')).toMatchObject({ traceId: TRACE_ID, dd: { trace_id: W3C_ID } })
  })
})

describe('Powertools Tracer', () => {
  it('shows an invocation and its calls twice in X-Ray beside xray()', async () => {
    const daemon = await startXrayDaemon()
    onTestFinished(() => daemon.stop())
    const env = {
      ...LAMBDA,
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      AWS_XRAY_TRACING_ENABLED: 'true',
    }
    const sent = await run({ ...powertools, env })
    const documents = await daemon.waitForCount(8)
    const names = documents.map(({ name }) => name).sort()
    const [host = ''] = requestTo(sent, '/trace-fetch').headers.flatMap(([name, value]) =>
      name === 'host' ? value : [],
    )
    expect(names).toEqual(expect.arrayContaining(['## index.handler', 'orders:get', 'SQS', host]))
    expect(names.filter((name) => name === 'SQS')).toHaveLength(2)
    expect(valuesOf(requestTo(sent, '/trace-fetch'), 'x-amzn-trace-id')).toHaveLength(2)
  })

  it('adds no header with captureHTTPsRequests off', async () => {
    const sent = await run(withEnv(powertools, { CAPTURE_HTTPS: '0' }))
    expect(valuesOf(requestTo(sent, '/trace-fetch'), 'x-amzn-trace-id')).toHaveLength(1)
  })

  it('leaves Metrics its own lines', async () => {
    const { lines } = await run(powertools)
    const metrics = lines.flatMap((line) => (line.includes('"Orders":1') ? JSON.parse(line) : []))
    expect(metrics).toMatchObject([{ _aws: {}, service: 'shop' }])
  })
})
