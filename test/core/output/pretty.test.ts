import { describe, expect, it } from 'vitest'
import { formatPretty } from '../../../src/core/output/pretty.ts'
import type { TraceRecord } from '../../../src/core/record.ts'

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

describe('a record in the format pretty', () => {
  it('is one line', () => {
    expect(formatPretty(start, false)).toBe(
      '[14:30:00.200] INFO  Lambda start  req_x  bg-remover:process  (cold)',
    )
  })

  it('has the duration, the status, the code and the error’s message of an ending', () => {
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
      '[14:30:00.200] WARN  Lambda failure  req_x  bg-remover:process  12.3 ms  (404)  NOT_FOUND: No such\\njob',
    )
  })

  it('has its level in colour if colours are on', () => {
    expect(formatPretty(start, true)).toContain('\u001b[32mINFO \u001b[0m')
  })

  it('escapes control and format characters, as `hoptrace trace` does', () => {
    const hostile = 'a\u001b[2J\u0007b\u009b1m\u202ec\u2066\u200b\u2028\ufeff\u{e0041}\r\n\t'
    const error = { code: hostile, message: hostile }
    const record = { ...start, message: hostile, action: hostile, hopResult: hostile, error }
    const text = formatPretty({ ...record, metadata: { statusCode: hostile } }, false)
    const escaped =
      'a\\x1b[2J\\x07b\\x9b1m\\u{202e}c\\u{2066}\\u{200b}\\u{2028}\\u{feff}\\u{e0041}\\r\\n\\t'
    expect(text.split(escaped)).toHaveLength(7)
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })
})
