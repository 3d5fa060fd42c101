import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insightsService } from '../cloudwatch/insights-service.ts'
import { CAUSES } from '../compare/causes.ts'
import { namesCause } from '../compare/judge.ts'
import { plantedLog, SINCE } from '../compare/planted-log.ts'
import { shopRequests } from '../compare/shop-requests.ts'
import { hoptrace } from '../hoptrace.ts'

const NOW = Date.parse(SINCE) + 6 * 3_600_000
const TRACES = 1500
const TIMEOUT_MS = 120_000
/** Values of two fields, and a step. */
const SOME = ['slow dependency', 'pair']

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

const simple = shopRequests({ every: 5 * 60_000, until: NOW })

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
      expect(tests).toBeGreaterThan(20)
      expect(code).toBe(1)
    },
    TIMEOUT_MS,
  )

  it.each([
    [['--since', '3h', '--until', '1h', '--with', '1d'], { before: 25, after: 25 }],
    [['--since', '3h'], { before: 72, after: 37 }],
    [
      ['--since', '12h', '--with', '1d', '--action', 'orders:get', '--tenant', 'acme'],
      { before: 14, after: 14 },
    ],
    [['--since', '1d', '--version', 'v42'], { before: 193, after: 96 }],
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
    ['--slow', '500ms', 40],
    ['--status', '404', 20],
    ['--errors', undefined, 20],
  ])(
    'compares odd requests with the rest by %s',
    async (flag, value, odd) => {
      await served(shopRequests({ every: 5000, until: NOW, count: 400 }))
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
    const queries = queriesIn(calls).length
    expect(queries > 0).toBe(isAllowed)
    if (isAllowed)
      expect(err).toContain(`${queries} queries; ${queries}.0 MB of 1 log group scanned.`)
  })

  it('says so if no request is meant', async () => {
    await served(simple)
    const { code, err } = await compare('--since', '12h', '--tenant', 'nobody')
    expect([code, err]).toEqual([1, expect.stringContaining('Nothing found: there are no endings')])
  })

  it('names the versions if no request has the wanted one', async () => {
    await served(simple)
    const { code, err } = await compare('--since', '1d', '--version', 'v40')
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/no request has the version v40\. Versions: (v\d+, )*v42/),
    ])
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
