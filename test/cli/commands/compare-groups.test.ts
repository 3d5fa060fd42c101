import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insightsService } from '../cloudwatch/insights-service.ts'
import { CAUSES } from '../compare/causes.ts'
import { namesCause } from '../compare/judge.ts'
import { plantedLog, SINCE } from '../compare/planted-log.ts'
import { hoptrace } from '../hoptrace.ts'

const NOW = Date.parse(SINCE) + 6 * 3_600_000
const TRACES = 4000
const TIMEOUT_MS = 240_000
const SOME = ['version', 'slow dependency', 'pair']

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Serves the lines of a log as the group `/shop`. */
async function served(lines: readonly string[], storedBytes = 1000, creationTime = 0) {
  const file = path.join(newFolder(), 'shop.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const records = lines.slice(0, 2000).map((line): object => JSON.parse(line))
  return insightsService({ '/shop': { file, records, storedBytes, creationTime } })
}

const GOOD = { result: 'success' }
const BAD = { result: 'error', duration: 900, tenantId: 'acme' }

/** Requests one after the other until now, each 10th of the tenant `acme`, slow, and refused or failed. */
const requestsEvery = (ms: number) =>
  Array.from({ length: 2880 }, (_, index) =>
    JSON.stringify({
      timestamp: new Date(NOW - (2879 - index) * ms).toISOString(),
      message: 'Lambda success',
      traceId: `req_${index.toString(16).padStart(8, '0')}`,
      spanId: index.toString(16).padStart(16, '0'),
      service: 'shop',
      layer: 'lambda',
      action: ['orders:get', 'orders:list'][index % 2],
      phase: 'complete',
      duration: 100 + (index % 7),
      tenantId: `tenant-${index % 7}`,
      version: ['v42', 'v41', 'v41'][index % 3],
      ...(index % 10 === 0 ? BAD : GOOD),
      level: index % 20 === 10 ? 'error' : 'info',
      metadata: { statusCode: index % 20 === 0 ? 404 : index % 10 === 0 ? 500 : 200 },
    }),
  )
const simple = requestsEvery(60_000)

const compare = (...flags: string[]) =>
  hoptrace(['compare', '--log-group', '/shop', ...flags], { now: NOW })

const queriesIn = (
  calls: readonly { operation: string; input: Readonly<Record<string, unknown>> }[],
) =>
  calls.flatMap(({ operation, input }) =>
    operation === 'StartQuery' ? [String(input.queryString)] : [],
  )

describe('hoptrace compare over log groups', () => {
  it.each(CAUSES.filter(({ name }) => SOME.includes(name)))(
    'names first: $name',
    async (cause) => {
      const calls = await served(plantedLog({ seed: 11, traces: TRACES, cause }))
      const { out, err, code } = await compare('--since', SINCE, '--json')
      expect({ code, err }).toMatchObject({ code: 0 })
      const report = JSON.parse(out)
      expect(namesCause(report, cause)).toBe(true)
      expect(report.examples).toHaveLength(3)
      expect(report.examples[0].command).toContain('--log-group /shop')
      const queries = queriesIn(calls)
      expect(queries.length).toBeLessThanOrEqual(20)
      for (const text of queries) {
        expect(text).toContain('| stats ')
        expect(text).not.toContain('@message')
        expect(text.length).toBeLessThanOrEqual(10_000)
      }
    },
    TIMEOUT_MS,
  )

  it(
    'finds no difference where nothing is planted',
    async () => {
      await served(plantedLog({ seed: 12, traces: TRACES }))
      const { out, code } = await compare('--since', SINCE, '--json')
      const { answer, actions, steps, errors, tests } = JSON.parse(out)
      expect({ answer, actions, steps, errors }).toEqual({
        answer: undefined,
        actions: [],
        steps: [],
        errors: [],
      })
      expect(tests).toBeGreaterThan(50)
      expect(code).toBe(1)
    },
    TIMEOUT_MS,
  )

  it.each([
    [['--since', '3h', '--with', '1d'], { before: 181, after: 181 }],
    [['--since', '3h', '--until', '1h', '--with', '1d'], { before: 121, after: 121 }],
    [['--since', '3h'], { before: 360, after: 181 }],
    [['--since', '3h', '--with', '1d', '--action', 'orders:get'], { before: 90, after: 90 }],
    [['--since', '3h', '--with', '1d', '--tenant', 'acme'], { before: 18, after: 18 }],
    [['--since', '1d', '--version', 'v42', '--with', 'v41'], { before: 961, after: 480 }],
    [['--since', '1d', '--version', 'v42'], { before: 961, after: 480 }],
  ])(
    'counts the requests of %j as over files',
    async (flags, requests) => {
      const file = path.join(newFolder(), 'shop.ndjson')
      writeFileSync(file, simple.join('\n'))
      await served(simple)
      const overGroups = await compare(...flags, '--json')
      const overFiles = await hoptrace(['compare', '--file', file, ...flags, '--json'], {
        now: NOW,
      })
      expect(JSON.parse(overGroups.out).requests).toEqual(requests)
      expect(JSON.parse(overFiles.out).requests).toEqual(requests)
      expect(JSON.parse(overFiles.out).all).toEqual(JSON.parse(overGroups.out).all)
    },
    TIMEOUT_MS,
  )

  it.each([
    ['--slow', '500ms', 144],
    ['--status', '404', 72],
    ['--errors', undefined, 72],
  ])(
    'compares odd requests with the rest by %s',
    async (flag, value, odd) => {
      await served(requestsEvery(2500))
      const flags = value === undefined ? [flag] : [flag, value]
      const { out } = await compare(...flags, '--json')
      const { answer } = JSON.parse(out)
      expect(answer.finding).toMatchObject({
        outcome: 'chosen',
        odd,
        members: [{ field: 'tenantId', value: 'acme' }],
      })
    },
    TIMEOUT_MS,
  )

  const TERABYTE = 1e12
  const DAY_MS = 86_400_000

  it('refuses to scan more than 10 GB if there is nobody to ask', async () => {
    const calls = await served(simple, TERABYTE, NOW - 100 * DAY_MS)
    const { code, err } = await compare('--since', '3h', '--with', '1d')
    expect(code).toBe(3)
    // Of 1,000 GB in 100 days 6 hours are 2.5 GB, and each of 9 queries reads them.
    expect(err).toContain('The queries would scan about 23 GB: pass --yes')
    expect(queriesIn(calls)).toEqual([])
  })

  it('says what was scanned', async () => {
    const calls = await served(simple, TERABYTE, NOW - 100 * DAY_MS)
    const { err } = await compare('--since', '3h', '--with', '1d', '--yes')
    const queries = queriesIn(calls).length
    expect(err).toContain(`${queries} queries; ${queries}.0 MB of 1 log group scanned.`)
  })

  it.each([
    ['y\n', true],
    ['n\n', false],
    ['', false],
  ])('asks on a terminal, and takes %j', async (answer, isAllowed) => {
    const calls = await served(simple, TERABYTE, NOW - 100 * DAY_MS)
    const input = () => Readable.from([Buffer.from(answer)])
    const terminal = { now: NOW, isTTY: true, input }
    const { err } = await hoptrace(
      ['compare', '--log-group', '/shop', '--since', '3h', '--with', '1d'],
      terminal,
    )
    expect(err).toContain('Go on? [y/N]')
    expect(queriesIn(calls).length > 0).toBe(isAllowed)
  })

  it('reads log groups of one region', async () => {
    const groups = ['eu-west-1', 'us-east-1'].flatMap((region) => {
      return ['--log-group', `arn:aws:logs:${region}:123456789012:log-group:/shop`]
    })
    const { code, err } = await hoptrace(['compare', ...groups, '--since', '3h'], { now: NOW })
    expect(code).toBe(2)
    expect(err).toContain('A comparison reads log groups of one region')
  })

  it('reads either files or log groups', async () => {
    const { code, err } = await compare('--file', 'records.ndjson', '--since', '3h')
    expect(code).toBe(2)
    expect(err).toContain('either --file or --log-group')
  })
})
