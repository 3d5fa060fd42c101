import { describe, expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

describe.each(['TEXT', 'JSON'])('with the log format %s', (AWS_LAMBDA_LOG_FORMAT) => {
  it('records are separate lines, not wrapped by Lambda', async () => {
    const lines = await linesOf({ AWS_LAMBDA_LOG_FORMAT })
    const records = recordsOf(lines)
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'Orders read',
      'Lambda error',
    ])
    expect(records[1]?.metadata).toEqual({ orders: 3 })
    const others = lines.filter((line) => !line.includes('traceId'))
    expect(others).toEqual([
      expect.stringMatching(/INFO.*Three orders/),
      expect.stringMatching(/ERROR.*No stock/),
    ])
  })

  it('records have the log level of the function', async () => {
    const lines = await linesOf({ AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL: 'ERROR' })
    expect(recordsOf(lines).map(({ message }) => message)).toEqual(['Lambda error'])
    expect(lines).toHaveLength(2)
  })
})

it('every line is an object with a level and a time, with the log format JSON', async () => {
  const lines = await linesOf({ AWS_LAMBDA_LOG_FORMAT: 'JSON' })
  for (const line of lines) {
    const { level, timestamp } = JSON.parse(line)
    expect(level).toMatch(/^(info|error)$/i)
    expect(new Date(timestamp).toISOString()).toBe(timestamp)
  }
  expect(lines).toHaveLength(5)
})

/** Returns the stdout of a handler that logs, traces and throws. */
async function linesOf(environment: Readonly<Record<string, string>>): Promise<string[]> {
  const runtime = await startRuntime('logging', environment)
  await runtime.invoke(events.httpApi())
  return (await runtime.stop()).lines
}
