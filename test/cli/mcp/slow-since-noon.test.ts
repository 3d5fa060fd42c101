import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CAUSES } from '../compare/causes.ts'
import { plantedLog, SINCE } from '../compare/planted-log.ts'
import { logFile } from '../log-file.ts'
import { startSession, tokensOf } from './session.ts'

const TRACES = 6000

/** The log of twelve hours, in whose second half something is slow. */
function slowLog(name: string): string {
  const cause = CAUSES.find((one) => one.name === name)
  if (cause === undefined) throw new Error(`There is no cause ${name}`)
  const file = logFile()
  writeFileSync(file, `${plantedLog({ seed: 7, traces: TRACES, cause }).join('\n')}\n`)
  return file
}

describe('“it’s slow since noon”, asked by an agent without an id', () => {
  it.each([
    { name: 'version', answer: /version v42/, action: 'orders:get' },
    { name: 'tenant', answer: /tenantId tenant-3/, action: undefined },
    { name: 'slow dependency', answer: /service:inventory:check/, action: undefined },
  ])('leads to $name in at most 4 calls and 10,000 tokens', async ({ name, answer, action }) => {
    const session = await startSession(['--file', slowLog(name)])

    const compared = await session.call('compare', { since: SINCE })
    const { untrustedData } = compared.answer
    expect(untrustedData.answer).toMatch(answer)
    expect(untrustedData.counts.requests.after).toBeGreaterThan(1000)

    const [example] = untrustedData.examples
    if (action !== undefined) expect(example.action).toBe(action)
    const shown = await session.call('trace', { id: example.traceId })
    const [trace] = shown.answer.untrustedData.traces
    expect(trace.traceId).toBe(example.traceId)
    expect(trace.steps.length).toBeGreaterThan(0)

    const by = 'filter phase = "complete" | stats pct(duration, 95) as p95 by version, action'
    const measured = await session.call('query', { ql: by, since: SINCE })
    expect(measured.answer.untrustedData.columns).toEqual(['version', 'action', 'p95'])

    expect(session.replies.every(({ isError }) => !isError)).toBe(true)
    expect(session.replies.length).toBeLessThanOrEqual(4)
    expect(tokensOf(session.replies)).toBeLessThanOrEqual(10_000)
  })
})
