import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insightsService } from '../cloudwatch/insights-service.ts'
import { CAUSES } from '../compare/causes.ts'
import { namesCause } from '../compare/judge.ts'
import { plantedLog, SINCE } from '../compare/planted-log.ts'
import { hoptrace } from '../hoptrace.ts'

const NOW = Date.parse(SINCE) + 6 * 3_600_000
const TRACES = 8000
const TIMEOUT_MS = 240_000
const SOME = ['version', 'tenant', 'slow dependency', 'pair', 'drift', '404 deploy']

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

const compare = (...flags: string[]) =>
  hoptrace(['compare', '--log-group', '/shop', ...flags], { now: NOW })

const queriesIn = (calls: readonly { operation: string; input: Readonly<Record<string, unknown>> }[]) =>
  calls.flatMap(({ operation, input }) => (operation === 'StartQuery' ? [String(input.queryString)] : []))

describe('hoptrace compare over log groups', () => {
  it.each(CAUSES.filter(({ name }) => SOME.includes(name)))(
    'names first: $name',
    async (cause) => {
      const calls = await served(plantedLog({ seed: 11, traces: TRACES, cause }))
      const { out, err, code } = await compare('--since', SINCE, '--json')
      expect({ code, err }).toMatchObject({ code: 0 })
      const report = JSON.parse(out)
      expect(namesCause(report, cause), JSON.stringify(report.answer)).toBe(true)
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
      expect(tests).toBeGreaterThan(100)
      expect(code).toBe(1)
    },
    TIMEOUT_MS,
  )
})
