import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { insightsService } from '../cli/cloudwatch/insights-service.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/compare.md'
const text = readFileSync(PAGE, 'utf8')
const NOON = new Date(2026, 10, 22, 12).getTime()
const MINUTES = 300
const NOW = NOON + MINUTES * 60_000
const TIMEOUT_MS = 60_000

/** A request with a call, one a minute. Since noon the bank is slow for `acme`, and a plan fails. */
function requestAt(minute: number): object[] {
  const isLate = minute > 0
  const tenantId = minute % 3 === 0 ? 'acme' : 'beta'
  const plan = minute % 4 === 1 ? 'pro' : 'free'
  const isSlow = isLate && tenantId === 'acme'
  const isFailed = isLate && plan === 'pro' && tenantId === 'beta'
  const duration = 100 + ((minute + MINUTES) % 17) + (isSlow ? 900 : 0)
  const id = (minute + MINUTES).toString(16).padStart(8, '0')
  const timestamp = new Date(NOON + minute * 60_000).toISOString()
  const base = { timestamp, traceId: `req_${id}`, service: 'shop', layer: 'lambda', duration }
  const error = { code: 'CARD_REFUSED', name: 'CardError', message: 'no', stack: 'CardError: no' }
  return [
    {
      ...base,
      phase: 'call',
      action: 'service:bank:charge',
      spanId: `b${id}`,
      parentId: `a${id}`,
      duration: duration - 50,
    },
    {
      ...base,
      phase: 'complete',
      action: 'orders:pay',
      spanId: `a${id}`,
      tenantId,
      requestId: `invocation-${id}`,
      userId: `user-${id}`,
      level: isFailed ? 'error' : 'info',
      result: isFailed ? 'error' : 'success',
      ...(isFailed && { error }),
      metadata: { statusCode: isFailed ? 500 : 200, plan, cartId: `cart-${id}` },
    },
  ]
}

const requests = Array.from({ length: 2 * MINUTES }, (_, index) => requestAt(index - MINUTES))
const commands = blocksOf(PAGE, 'sh').join('').trim().split('\n')
const [overFiles = '', overGroups = ''] = commands
const wordsOf = (command: string): string[] => command.split(' ').slice(2)

/** Runs the page's command over the log, with more flags. */
function compareFile(...flags: string[]) {
  const file = logFile(...requests.flat())
  const words = wordsOf(overFiles).map((word) => (word === 'records.ndjson' ? file : word))
  return hoptrace([...words, ...flags], { now: NOW })
}

describe('docs/compare.md', () => {
  it('shows commands that compare files and log groups', () => {
    expect(commands.map((command) => command.replace(/ \S+$/, ''))).toEqual([
      'npx hoptrace compare --since 12:00 --file',
      'npx hoptrace compare --since 12:00 --log-group',
    ])
  })

  it('names the parts of the answer in their order', async () => {
    const { out } = await compareFile()
    const [first, ...parts] = rowsOf(sectionOf(PAGE, 'The answer')).map(([part = '']) => part)
    expect(first).toBe('the first line')
    const lines = out.split('\n')
    expect(lines[3]).toMatch(/^\S.*since \d/)
    const titles = lines.slice(4).filter((line) => /^\S/.test(line))
    expect(titles.map((title) => title.replace(/,.*/, ''))).toEqual(parts)
  })

  it('says what --json and --html add', async () => {
    const html = path.join(path.dirname(logFile({})), 'report.html')
    const { out } = await compareFile('--json', '--html', html)
    expect(JSON.parse(out).uniqueFields.toSorted()).toEqual(['metadata.cartId', 'userId'])
    const page = readFileSync(html, 'utf8')
    expect(page).toContain('<svg')
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/)
  })

  it('mentions only flags that the command has', async () => {
    const { out } = await hoptrace(['compare', '--help'])
    const flags = new Set(text.match(/(?<=[` ])--[a-z-]+/g))
    expect(flags.size).toBeGreaterThan(6)
    for (const flag of flags) expect(out).toContain(`${flag} `)
  })

  it('states how few odd requests are few', async () => {
    const [, few = ''] = /Fewer than (\d+) odd requests are named as few/.exec(text) ?? []
    const doubtsOf = async (slow: number) => {
      const lines = Array.from({ length: 200 }, (_, index) => ({
        timestamp: new Date(NOON + index * 1000).toISOString(),
        phase: 'complete',
        spanId: `a${index}`,
        traceId: `req_${index}`,
        service: 'shop',
        action: 'a',
        duration: index < slow ? 3000 : 10,
      }))
      const { out } = await hoptrace(
        ['compare', '--slow', '2s', '--json', '--file', logFile(...lines)],
        { now: NOW },
      )
      return JSON.parse(out).doubts
    }
    expect(await doubtsOf(Number(few) - 1)).toHaveLength(1)
    expect(await doubtsOf(Number(few))).toEqual([])
  })

  it('states how much history the p95 of an action needs', async () => {
    const [, most = ''] =
      /An action with fewer than (\d+) earlier requests has no p95/.exec(text) ?? []
    const oddAfter = async (earlier: number) => {
      const lines = Array.from({ length: earlier + 50 }, (_, index) => ({
        timestamp: new Date(NOON + (index - earlier) * 60_000).toISOString(),
        phase: 'complete',
        spanId: `a${index}`,
        traceId: `req_${index}`,
        service: 'shop',
        action: 'a',
        duration: index < earlier ? 10 : 3000,
      }))
      const words = ['compare', '--since', '12:00', '--json', '--file', logFile(...lines)]
      return JSON.parse((await hoptrace(words, { now: NOW })).out).odd
    }
    expect(await oddAfter(Number(most) - 1)).toBe(0)
    expect(await oddAfter(Number(most))).toBe(50)
  })

  it(
    'states the permissions and the number of queries over log groups',
    async () => {
      const group = overGroups.split(' ').at(-1) ?? ''
      const records = requests.flat()
      const calls = await insightsService({ [group]: { file: logFile(...records), records } })
      const { code } = await hoptrace(wordsOf(overGroups), { now: NOW })
      expect(code).toBe(0)
      const section = sectionOf(PAGE, 'Log groups')
      const needed = new Set(calls.map(({ operation }) => `logs:${operation}`))
      expect([...needed].toSorted()).toEqual(section.match(/logs:\w+/g)?.toSorted())
      const [, most = ''] = /at most (\d+) queries/.exec(section) ?? []
      const queries = calls.filter(({ operation }) => operation === 'StartQuery')
      expect(queries.length).toBeLessThanOrEqual(Number(most))
      expect(queries.every(({ input }) => String(input.queryString).includes('| stats '))).toBe(
        true,
      )
    },
    TIMEOUT_MS,
  )
})
