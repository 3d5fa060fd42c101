import { describe, expect, it } from 'vitest'
import { formatPretty } from '../../src/core/output/pretty.ts'
import type { TraceRecord } from '../../src/core/record.ts'

const start: TraceRecord = {
  timestamp: '2026-11-22T14:30:00.200Z',
  level: 'info',
  message: 'Lambda start',
  traceId: 'req_x',
  spanId: '00f067aa0ba902b7',
  service: 's',
  layer: 'lambda',
  action: 'bg-remover:process',
  phase: 'start',
  coldStart: true,
}

describe('a record for people', () => {
  it('is one line', () => {
    expect(formatPretty(start, false)).toBe(
      '[14:30:00.200] INFO  Lambda start  req_x  bg-remover:process  (cold)',
    )
  })

  it('says how long, with what status, and what went wrong', () => {
    const end: TraceRecord = {
      ...start,
      level: 'warn',
      message: 'Lambda failure',
      phase: 'complete',
      duration: 12.3,
      metadata: { statusCode: 404 },
      error: { code: 'NOT_FOUND', message: 'No such\njob' },
    }
    expect(formatPretty(end, false)).toBe(
      '[14:30:00.200] WARN  Lambda failure  req_x  bg-remover:process  12.3 ms  (404)  NOT_FOUND: No such job',
    )
  })

  it('is coloured by its level', () => {
    expect(formatPretty(start, true)).toContain('\u001b[32mINFO \u001b[0m')
  })

  it('does not let what it says act on the terminal', () => {
    const hostile = 'a\u001b[2J\u0007b\u009b1m'
    const error = { code: hostile, message: hostile }
    const record = { ...start, message: hostile, action: hostile, hopResult: hostile, error }
    const text = formatPretty({ ...record, metadata: { statusCode: hostile } }, false)
    expect(text.match(/a \[2J b 1m/g)).toHaveLength(6)
    expect(text).not.toMatch(/\p{Cc}/u)
  })
})
