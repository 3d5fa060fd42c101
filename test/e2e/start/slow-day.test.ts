import { describe, expect, it } from 'vitest'
import { playSlowDay } from '../../../local/docs/slow-day.ts'
import { COMPARE } from '../../../local/docs/slow-day-document.ts'
import { hoptrace } from '../../cli/hoptrace.ts'
import { logFile } from '../../cli/log-file.ts'

/** Two systems start, one after the other. */
const TIMEOUT_MS = 300_000

async function compareDay(hasBug: boolean) {
  const { lines } = await playSlowDay(hasBug)
  const file = logFile(...lines)
  const { out } = await hoptrace([...COMPARE, '--file', file, '--json'])
  return { file, report: JSON.parse(out) }
}

describe('a day with a change at noon', () => {
  it(
    'shows whom a bug makes slow, the step, and in an example the line of source',
    async () => {
      const { file, report } = await compareDay(true)
      const { answer, steps, examples } = report
      expect(answer.finding.members).toContainEqual({ field: 'tenantId', value: 'globex' })
      expect(answer.finding.odd).toBeGreaterThanOrEqual(25)
      expect(steps[0]).toMatchObject({ step: 'find-job', service: 'bg-remover' })
      expect(examples).toHaveLength(3)
      const { out } = await hoptrace(['trace', examples[0].traceId, '--file', file])
      expect(out.match(/service:dynamodb:getItem/g)?.length).toBeGreaterThanOrEqual(5)
      expect(out).toMatch(/at jobStatus \(.*handlers\/status\.ts:\d+:\d+\)/)
    },
    TIMEOUT_MS,
  )

  it(
    'shows nothing of this tenant without the bug',
    async () => {
      const { report } = await compareDay(false)
      expect(report.requests.after).toBeGreaterThan(90)
      expect(JSON.stringify(report.answer?.finding.members ?? [])).not.toContain('globex')
    },
    TIMEOUT_MS,
  )
})
