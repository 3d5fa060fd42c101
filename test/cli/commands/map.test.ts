import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { queryFiles } from '../../../src/cli/local/query-files.ts'
import type { ServiceMap } from '../../../src/cli/map/service-map.ts'
import { logService, results } from '../cloudwatch/log-service.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

const NOON = Date.parse('2026-11-22T12:00:00.000Z')
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

let made = 0
const newId = () => (++made).toString(16).padStart(16, '0')

interface Made {
  readonly at?: number
  readonly duration?: number
  readonly result?: string
  readonly parentId?: string | undefined
  readonly metadata?: object | undefined
}

/** The records of a request: its start, what it does, and its ending. */
function request(service: string, made: Made, work: (rootId: string) => object[] = () => []) {
  const { at = NOON, duration = 100, result = 'success', parentId, metadata } = made
  const spanId = newId()
  const timestamp = new Date(at).toISOString()
  const level = result === 'error' ? 'error' : 'info'
  const fields = { timestamp, level, service, layer: 'lambda', action: 'work', spanId, parentId }
  return [
    { ...fields, phase: 'start', message: 'Lambda start' },
    ...work(spanId),
    { ...fields, phase: 'complete', message: 'Lambda success', duration, result, metadata },
  ]
}

function step(service: string, action: string, made: Made, spanId = newId()): object {
  const { at = NOON, duration = 10, result = 'success', parentId, metadata } = made
  const timestamp = new Date(at).toISOString()
  const phase = action.startsWith('service:') ? 'call' : 'hop'
  return {
    ...{ timestamp, level: 'info', service, layer: 'lambda', action, phase, spanId, parentId },
    ...{ duration, result, metadata },
  }
}

/** A page that calls orders, which calls a table and two consumers by one message. */
function order(at: number, ms = 100): object[] {
  const [hop, sent] = [newId(), newId()]
  return [
    ...request('web', { at, duration: ms + 50 }, (parentId) => [
      step('web', 'invoke', { at, parentId }, hop),
    ]),
    ...request('orders', { at, duration: ms, parentId: hop }, (parentId) => [
      step('orders', 'service:dynamodb:getItem', { at, parentId, duration: 20 }),
      step('orders', 'service:dynamodb:putItem', { at, parentId, duration: 40, result: 'error' }),
      step('orders', 'service:sns:publish', { at, parentId }, sent),
      step('orders', 'service:http:get', { at, parentId, metadata: { host: 'bank.example' } }),
    ]),
    ...request('mail', { at, parentId: sent, duration: 30, result: 'error' }),
    ...request('stock', { at, parentId: sent, duration: 60 }),
  ]
}

async function mapOf(...args: string[]): Promise<ServiceMap> {
  const { out } = await hoptrace(['map', '--json', ...args], { now: NOON + 10 * MINUTE_MS })
  return JSON.parse(out)
}

const shown = ({ nodes, edges }: ServiceMap) => ({
  nodes: nodes.map(({ name, kind, requests }) => [name, kind, requests?.count]),
  edges: edges.map(({ from, to, calls }) => {
    return [from.split(':')[1], to.split(':')[1], calls.count, calls.errorPct, calls.p95Ms]
  }),
})

const ORDERS = {
  nodes: [
    ['mail', 'service', 2],
    ['orders', 'service', 2],
    ['stock', 'service', 2],
    ['web', 'service', 2],
    ['dynamodb', 'called', undefined],
    ['bank.example', 'called', undefined],
  ],
  edges: [
    ['orders', 'mail', 2, 100, 30],
    ['orders', 'stock', 2, 0, 60],
    ['web', 'orders', 2, 0, 195],
    ['orders', 'dynamodb', 4, 50, 40],
    ['orders', 'bank.example', 2, 0, 10],
  ],
}

/** Answers queries over log groups as CloudWatch does, by running them over files. */
function cloudWatchOf(fileOf: (input: Readonly<Record<string, unknown>>) => string) {
  const started: (readonly Readonly<Record<string, string>>[])[] = []
  return logService(async ({ operation, input }) => {
    if (operation !== 'StartQuery') {
      const rows = started[Number(input.queryId)] ?? []
      return { status: 'Complete', results: results(...rows), statistics: { bytesScanned: 1e6 } }
    }
    const { queryString, startTime, endTime } = input
    const range = { since: Number(startTime) * 1000, until: Number(endTime) * 1000 }
    const source = { files: [fileOf(input)], ...range }
    const { rows } = await queryFiles(String(queryString), source, NOON)
    return { queryId: String(started.push(rows) - 1) }
  })
}

describe('hoptrace map', () => {
  it('shows services, what they call, and which of them call each other', async () => {
    const file = logFile(...order(NOON, 100), ...order(NOON + 4 * MINUTE_MS, 200))
    const map = await mapOf('--file', file)
    expect(shown(map)).toEqual(ORDERS)
    expect(map).toMatchObject({
      since: '2026-11-22T12:00:00.000Z',
      until: '2026-11-22T12:04:00.000Z',
      nodes: [
        { name: 'mail', layer: 'lambda', requests: { perMinute: 0.5, errorPct: 100 } },
        {},
        {},
        {},
        {},
        {},
      ],
      isCut: false,
    })
  })

  it('says the same of log groups, by three queries', async () => {
    const file = logFile(...order(NOON, 100), ...order(NOON + 4 * MINUTE_MS, 200))
    const calls = await cloudWatchOf(() => file)
    const map = await mapOf('--log-group', '/aws/lambda/a')
    expect(shown(map)).toEqual(ORDERS)
    expect(map.since).toBe('2026-11-22T11:10:00.000Z')
    const sent = calls.filter(({ operation }) => operation === 'StartQuery')
    expect(sent).toHaveLength(3)
    for (const { input } of sent) {
      expect(String(input.queryString)).toContain('| stats ')
      expect(String(input.queryString).length).toBeLessThanOrEqual(10_000)
    }
  })

  it('tells regions apart', async () => {
    const file = logFile(...order(NOON))
    await cloudWatchOf(() => file)
    const group = (region: string) => `arn:aws:logs:${region}:123456789012:log-group:a`
    const groups = ['--log-group', group('eu-west-1'), '--log-group', group('us-east-1')]
    const { nodes } = await mapOf(...groups)
    const names = nodes.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['web (eu-west-1)', 'web (us-east-1)']))
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length)
  })

  it('reads the other period of log groups too, a day earlier', async () => {
    const file = logFile(...order(NOON), ...order(NOON - DAY_MS), ...request('new', {}))
    const calls = await cloudWatchOf(() => file)
    const { nodes } = await mapOf('--log-group', 'a', '--since', '1h', '--with', '1d')
    expect(nodes.flatMap(({ name, change = [] }) => [change].flat().map(() => name))).toEqual([
      'new',
    ])
    const begins = calls
      .filter(({ operation }) => operation === 'StartQuery')
      .map(({ input }) => Number(input.startTime) * 1000)
    const begin = NOON - 50 * MINUTE_MS
    expect(begins).toEqual([...Array(3).fill(begin), ...Array(3).fill(begin - DAY_MS)])
  })

  it('asks CloudWatch in texts that it takes, whatever the names of services', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${'"'.repeat(250)}${index}`)
    const calls = await cloudWatchOf(() => logFile(...names.flatMap((name) => request(name, {}))))
    expect((await mapOf('--log-group', 'a')).nodes).toHaveLength(12)
    const sent = calls.filter(({ operation }) => operation === 'StartQuery')
    const lengths = sent.map(({ input }) => String(input.queryString).length)
    expect(lengths.length).toBeGreaterThan(3)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(10_000)
  })

  it('has both ends of each connection, if it shows some services only', async () => {
    const many = (at: number, first: number) =>
      Array.from({ length: 130 }, (_, index) =>
        Array.from({ length: index === first ? 2 : 1 }, () =>
          request(`service-${index}`, { at }, (parentId) => [
            step(`service-${index}`, 'service:s3:getObject', { at, parentId }),
          ]),
        ),
      ).flat(2)
    const file = logFile(...many(NOON - DAY_MS, 129), ...many(NOON, 128))
    const args = ['--file', file, '--since', '2026-11-22T11:59:00Z']
    const { nodes, edges, isCut } = await mapOf(...args)
    const ids = new Set(nodes.map(({ id }) => id))
    expect([isCut, nodes.length, edges.length]).toEqual([true, 101, 100])
    expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([])
    const { out } = await hoptrace(['map', '--mermaid', ...args], { now: NOON + MINUTE_MS })
    expect(out).not.toContain('undefined')
    // Which services are shown differs by day. That a service isn't shown doesn't say that it is gone.
    const compared = await mapOf(...args, '--with', '1d')
    const changes = [...compared.nodes, ...compared.edges].map(({ change }) => change)
    expect(changes.filter((change) => change !== undefined)).toEqual([])
  })

  it('has a service whose requests have no ending in the time', async () => {
    const file = logFile(
      ...request('web', {}),
      step('worker', 'service:s3:getObject', { parentId: '00000000000000ff' }),
    )
    const { nodes, edges } = await mapOf('--file', file)
    expect(nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['service:web', 'service'],
      ['called:s3', 'called'],
      ['service:worker', 'service'],
    ])
    expect(edges).toMatchObject([{ from: 'service:worker', to: 'called:s3' }])
  })

  it('counts the calls of more services than a query has columns for', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `service-${index}`)
    let parentId: string | undefined
    const lines = names.flatMap((name) => {
      const hop = newId()
      const own = request(name, { parentId }, (root) => [
        step(name, 'call', { parentId: root }, hop),
      ])
      parentId = hop
      return own
    })
    const { edges } = await mapOf('--file', logFile(...lines))
    expect(edges.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(
      names
        .slice(1)
        .map((name, index) => `service:service-${index} service:${name}`)
        .toSorted(),
    )
  })

  it('joins a service with the calls that are named after it, if they reach it', async () => {
    const call = newId()
    const { nodes, edges } = await mapOf(
      '--file',
      logFile(
        ...request('shop', {}, (parentId) => [
          step('shop', 'service:credits:debit', { parentId, duration: 70 }, call),
          step('shop', 'service:s3:putObject', { parentId }),
        ]),
        ...request('credits', { parentId: call, duration: 50 }),
        ...request('s3', {}),
      ),
    )
    expect(nodes.map(({ id }) => id)).toEqual([
      'service:credits',
      'service:s3',
      'service:shop',
      'called:s3',
    ])
    expect(edges.map(({ from, to, calls }) => [from, to, calls.p95Ms])).toEqual([
      ['service:shop', 'service:credits', 70],
      ['service:shop', 'called:s3', 10],
    ])
  })

  it.each([
    ['a host', 'service:http:get', { host: 'localhost:4000' }],
    ['a function', 'service:lambda:invoke', undefined],
    ['a queue', 'service:sqs:sendMessage', undefined],
  ])('draws calls that reach a service as calls to it: by %s', async (_, action, metadata) => {
    const lines = Array.from({ length: 5 }, (__, index) => {
      const call = newId()
      return [
        ...request('web', {}, (parentId) => [
          step('web', action, { parentId, duration: 60 + index, metadata }, call),
        ]),
        ...request('shop', { parentId: call, duration: 50 + index }),
      ]
    })
    const map = await mapOf('--file', logFile(...lines.flat()))
    expect(shown(map)).toEqual({
      nodes: [
        ['shop', 'service', 5],
        ['web', 'service', 5],
      ],
      edges: [['web', 'shop', 5, 0, metadata === undefined ? 53.8 : 63.8]],
    })
  })

  it('counts calls that fail on the way to a service, and not those to other places', async () => {
    const [call, sent] = [newId(), newId()]
    const to = (host: string, result = 'success') => ({ metadata: { host }, result })
    const map = await mapOf(
      '--file',
      logFile(
        ...request('web', {}, (parentId) => [
          step('web', 'service:http:get', { parentId, ...to('shop.internal') }, call),
          step('web', 'service:http:get', { parentId, ...to('shop.internal', 'error') }),
          step('web', 'service:http:get', { parentId, ...to('bank.example') }),
          step('web', 'service:sqs:sendMessage', { parentId }, sent),
          step('web', 'service:sqs:sendMessage', { parentId }),
        ]),
        ...request('shop', { parentId: call }),
        ...request('worker', { parentId: sent }),
      ),
    )
    expect(shown(map).edges).toEqual([
      ['web', 'shop', 2, 50, 10],
      ['web', 'worker', 1, 0, 100],
      ['web', 'bank.example', 1, 0, 10],
      ['web', 'sqs', 1, 0, 10],
    ])
  })

  it('counts all ways to a service: a host, its name and a hop', async () => {
    const [byHost, byName, hop] = [newId(), newId(), newId()]
    const metadata = { host: 'shop.internal' }
    const lines = (hops: boolean) => [
      ...request('web', {}, (parentId) => [
        step('web', 'service:http:get', { parentId, metadata, result: 'error' }, byHost),
        step('web', 'service:shop:get', { parentId }, byName),
        ...(hops ? [step('web', 'ask', { parentId }, hop)] : []),
      ]),
      ...[byHost, byName, ...(hops ? [hop] : [])].flatMap((parentId) => {
        return request('shop', { parentId, duration: 100 })
      }),
    ]
    const [two, three] = await Promise.all(
      [false, true].map((hops) => mapOf('--file', logFile(...lines(hops)))),
    )
    expect(two && shown(two).edges).toEqual([['web', 'shop', 2, 50, 10]])
    expect(three && shown(three).edges).toEqual([['web', 'shop', 3, 0, 100]])
  })

  it('counts a batch as one request, and each of its senders', async () => {
    const sent = [newId(), newId()]
    const record = (parentId: string | undefined) =>
      request('worker', { parentId }).map((line) => {
        const { message } = line as { message: string }
        return { ...line, message: message.replace('Lambda', 'Record') }
      })
    const { nodes, edges } = await mapOf(
      '--file',
      logFile(
        ...request('shop', {}, (parentId) => [
          step('shop', 'service:sqs:sendMessage', { parentId }, sent[0]),
        ]),
        ...request('web', {}, (parentId) => [
          step('web', 'service:sqs:sendMessage', { parentId }, sent[1]),
        ]),
        ...request('worker', {}, () => sent.flatMap(record)),
      ),
    )
    expect(nodes.find(({ name }) => name === 'worker')?.requests?.count).toBe(1)
    expect(edges.filter(({ to }) => to === 'service:worker').map(({ from }) => from)).toEqual([
      'service:shop',
      'service:web',
    ])
  })

  it('shows what is new, gone or slower than the day before', async () => {
    const times = Array.from({ length: 20 }, (_, index) => NOON + index * 6_000)
    const ofDay = times.flatMap((at) => [
      ...order(at, 200),
      ...request('web', { at }, (parentId) => [
        step('web', 'service:s3:getObject', { at, parentId }),
      ]),
    ])
    const ofDayBefore = times.flatMap((at) => [
      ...order(at - DAY_MS, 100),
      ...request('old', { at: at - DAY_MS }),
    ])
    const args = ['--since', '2026-11-22T12:00:00Z', '--with', '1d']
    const file = logFile(...ofDay, ...ofDayBefore)
    const { nodes, edges } = await mapOf('--file', file, ...args)
    const changes = [
      ...nodes.map(({ name, change, before }) => [name, change, before?.p95Ms]),
      ...edges.map(({ from, to, change, before }) => [`${from} ${to}`, change, before?.p95Ms]),
    ].filter(([, change]) => change !== undefined)
    expect(changes).toEqual([
      ['web', 'slower', 150],
      ['orders', 'slower', 100],
      ['s3', 'new', undefined],
      ['old', 'gone', 100],
      ['service:web service:orders', 'slower', 100],
      ['service:web called:s3', 'new', undefined],
    ])
    const now = NOON + 10 * MINUTE_MS
    const { out } = await hoptrace(['map', '--file', file, ...args], { now })
    expect(out).toMatch(/^orders +lambda +20 +10\.5 +0 +200 ms +slower: p95 was 100 ms$/m)
    expect(out).toMatch(/^ {2}→ s3 +20 +10\.5 +0 +10 ms +new$/m)
    expect(out).toMatch(/^old +lambda +gone$/m)
  })

  it('reads standard input once for two periods', async () => {
    const text = [...order(NOON), ...order(NOON - DAY_MS)].map(
      (line) => `${JSON.stringify(line)}\n`,
    )
    const args = ['--file', '-', '--since', '2026-11-22T12:00:00Z', '--with', '1d', '--json']
    const input = async function* () {
      yield Buffer.from(text.join(''))
    }
    const { out } = await hoptrace(['map', ...args], { now: NOON + MINUTE_MS, input })
    const { nodes } = JSON.parse(out) as ServiceMap
    expect(nodes).toHaveLength(6)
    expect(nodes.filter(({ change }) => change !== undefined)).toEqual([])
  })

  it('draws services in the order of calls, each with what it calls', async () => {
    const file = logFile(...order(NOON), ...order(NOON + 2 * MINUTE_MS))
    const { code, out, err } = await hoptrace(['map', '--file', file], { now: NOON })
    expect([code, err]).toEqual([0, '4 services, 5 connections.\n'])
    expect(out).toBe(
      [
        'service           layer   count  perMinute  errorPct  p95',
        'web               lambda      2          1         0  150 ms',
        '  → orders                    2          1         0  100 ms',
        'orders            lambda      2          1         0  100 ms',
        '  → mail                      2          1       100  30 ms',
        '  → stock                     2          1         0  60 ms',
        '  → dynamodb                  4          2        50  40 ms',
        '  → bank.example              2          1         0  10 ms',
        'mail              lambda      2          1       100  30 ms',
        'stock             lambda      2          1         0  60 ms',
        '',
      ].join('\n'),
    )
  })

  it('finds nothing in lines that are no records', async () => {
    const { code, out, err } = await hoptrace(['map', '--file', logFile('REPORT RequestId: 1')])
    expect([code, out, err]).toEqual([
      1,
      '',
      'Nothing found: there are no endings of requests in the time.\n',
    ])
  })

  it.each([
    [['--json', '--mermaid'], 'Use either --json or --mermaid, not both'],
    [['--with', '1d'], '--with needs --since'],
    [['--since', '1h', '--with', 'yesterday'], "--with takes 500ms, 2s or 1d, not 'yesterday'"],
    [['orders'], "Unknown argument 'orders'"],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await hoptrace(['map', ...args, '--file', logFile({})])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

const CONTROLS = ['\u202e', '\u001b']
const HOSTILE = [
  'a"] --> n0["b',
  '<img src=x onerror=alert(1)>',
  '`**bold**`',
  'a#quot;b%%{init: {}}%%',
  "it's & \\ \u202egnp \u001b[2J\nend",
]

/** Requests of services with hostile names, each of which calls the next. */
function hostileLines(): object[] {
  let parentId: string | undefined
  return HOSTILE.flatMap((name) => {
    const hop = newId()
    const lines = request(name, { parentId }, (root) => [
      step(name, 'call', { parentId: root }, hop),
      step(name, `service:${name.replaceAll(':', '')}:get`, { parentId: root }),
    ])
    parentId = hop
    return lines
  })
}

describe('a name of a log', () => {
  it('is only a name in Mermaid', async () => {
    const { out } = await hoptrace(['map', '--mermaid', '--file', logFile(...hostileLines())])
    const lines = out.trimEnd().split('\n')
    const safe = /[\p{L}\p{N} _.:/,…#;%-]/u.source
    const label = `"(${safe}|<br/>)+"`
    const line = new RegExp(
      `^  n\\d+(\\[${label}\\]|\\(\\[${label}\\]\\)| -->\\|${label}\\| n\\d+)$`,
      'u',
    )
    expect(lines.shift()).toBe('flowchart LR')
    expect(lines).toHaveLength(5 + 5 + 4 + 5)
    expect(lines.filter((one) => !line.test(one))).toEqual([])
    const read = out.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    for (const name of HOSTILE.slice(0, 4)) expect(read).toContain(name)
    expect(out).not.toContain('%%')
  })

  it('draws texts within their boxes, measures and changes each in a line', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const page = path.join(folder, 'map.html')
    const times = Array.from({ length: 40 }, (_, index) => NOON + index * 6_000)
    const lines = times.flatMap((at, index) => {
      const result = index % 11 === 0 ? 'error' : 'success'
      return [
        ...request('W'.repeat(60), { at, duration: 965, result }),
        ...request('W'.repeat(60), { at: at - DAY_MS, duration: 100 }),
      ]
    })
    const args = ['--since', '2026-11-22T12:00:00Z', '--with', '1d', '--html', page]
    await hoptrace(['map', ...args, '--file', logFile(...lines)], { now: NOON + 10 * MINUTE_MS })
    const html = readFileSync(page, 'utf8')
    const [, box = ''] = /(<svg x=.*?<\/svg>)/s.exec(html) ?? []
    expect([...box.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text)).toEqual([
      `${'W'.repeat(29)}…`,
      '10.3/min, 10 % errors, p95 965 ms',
      'slower: p95 was 100 ms',
    ])
    const widths = [...box.matchAll(/<(?:svg|rect)[^>]* width="(\d+)"/g)].map(([, width]) => width)
    expect(widths).toEqual(['292', '290'])
  })

  it('is only a name on the page, which loads nothing and runs nothing', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const page = path.join(folder, 'map.html')
    const args = ['map', '--html', page, '--file', logFile(...hostileLines())]
    expect((await hoptrace(args)).code).toBe(0)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(html).not.toMatch(/<(img|script|link|iframe|foreignObject)|(href|src)="/)
    for (const control of CONTROLS) expect(html).not.toContain(control)
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    const tags = new Set([...html.matchAll(/<([a-z]\w*)/g)].map(([, tag]) => tag))
    expect([...tags].toSorted()).toEqual(
      'defs g h1 h2 html main marker meta p path rect style svg table tbody td text th thead title tr'.split(
        ' ',
      ),
    )
    for (const [one] of html.matchAll(/&(?!amp;|lt;|gt;|quot;|#39;).{0,9}/g)) expect(one).toBe('')
  })

  it('is escaped on a terminal', async () => {
    const { out } = await hoptrace(['map', '--file', logFile(...hostileLines())])
    for (const control of CONTROLS) expect(out).not.toContain(control)
    expect(out).toContain('\\x1b[2J\\nend')
  })
})
