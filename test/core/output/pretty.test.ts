import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { formatPretty } from '../../../src/core/output/pretty.ts'
import type { TraceRecord } from '../../../src/core/record.ts'

const start: TraceRecord = {
  timestamp: '2026-11-22T14:30:00.200Z',
  level: 'info',
  message: 'Lambda start',
  traceId: 'req_x',
  spanId: '00f067aa0ba902b7',
  service: 'images',
  layer: 'lambda',
  action: 'bg-remover:process',
  phase: 'start',
  coldStart: true,
}
const ending: TraceRecord = {
  ...start,
  level: 'warn',
  message: 'Lambda failure',
  phase: 'complete',
  duration: 12.3,
  metadata: { statusCode: 404, method: 'GET' },
  error: { code: 'NOT_FOUND', message: 'No such\njob' },
}
const line: TraceRecord = { ...start, phase: 'log', message: 'could not parse' }
const error = {
  name: 'SyntaxError',
  code: 'INTERNAL_ERROR',
  message: 'Unexpected token',
  stack: 'SyntaxError: Unexpected token\n    at parse (/app/parse.ts:3:1)\n    at /app/main.ts:7:2',
  cause: {
    name: 'Error',
    message: 'cut off',
    stack: 'Error: cut off\n    at read (/app/read.ts:1:1)',
  },
}

describe('a record in the format pretty', () => {
  it('has what a request does, and below which service, version and function', () => {
    const where = { version: 'v42', functionName: 'images-process', requestId: 'r-1' }
    expect(formatPretty({ ...start, ...where }, false)).toBe(
      '[14:30:00.200] INFO  Lambda start  req_x  bg-remover:process  (cold)' +
        '  service=images version=v42 functionName=images-process requestId=r-1',
    )
  })

  it('has the duration, the status, the code and the error’s message of an ending', () => {
    expect(formatPretty(ending, false)).toBe(
      '[14:30:00.200] WARN  Lambda failure  req_x  bg-remover:process  12.3 ms  (404)' +
        '  NOT_FOUND: No such\\njob  method=GET',
    )
  })

  it('has the name, the result and the metadata of a hop, indented below its request', () => {
    const hop: TraceRecord = { ...start, phase: 'hop', message: 'Hop - rate-limit' }
    const fields = {
      hopName: 'rate-limit',
      hopResult: 'pass',
      jobId: 'j-1',
      duration: 0.1,
    } as const
    expect(formatPretty({ ...hop, ...fields, metadata: { left: 4, by: { ip: 2 } } }, false)).toBe(
      '[14:30:00.200] INFO    Hop - rate-limit  pass  req_x  0.1 ms  jobId=j-1 left=4 by={"ip":2}',
    )
    expect(formatPretty({ ...hop, message: 'Limits', hopName: 'rate-limit' }, false)).toContain(
      'Limits  rate-limit  req_x',
    )
  })

  it('has the stack of an error, of its cause, and of one that a line was given', () => {
    expect(formatPretty({ ...line, metadata: { error, orderId: 7 } }, false).split('\n')).toEqual([
      '[14:30:00.200] INFO    could not parse  req_x  orderId=7',
      '      error: SyntaxError: Unexpected token',
      '      at parse (/app/parse.ts:3:1)',
      '      at /app/main.ts:7:2',
      '      caused by Error: cut off',
      '      at read (/app/read.ts:1:1)',
    ])
    expect(
      formatPretty({ ...ending, error }, false)
        .split('\n')
        .slice(1),
    ).toEqual([
      '    at parse (/app/parse.ts:3:1)',
      '    at /app/main.ts:7:2',
      '    caused by Error: cut off',
      '    at read (/app/read.ts:1:1)',
    ])
  })

  it.each([
    ['TypeError', 'INTERNAL_ERROR: TypeError: no'],
    ['Error', 'INTERNAL_ERROR: no'],
    ['INTERNAL_ERROR', 'INTERNAL_ERROR: no'],
  ])('has the name of an error, unless it says nothing: %s', (name, text) => {
    const failed = { ...ending, error: { code: 'INTERNAL_ERROR', name, message: 'no' } }
    expect(formatPretty(failed, false)).toContain(`(404)  ${text}  method`)
  })

  describe('folds frames', () => {
    const frames = (...lines: string[]) => {
      const stack = ['Error: no', ...lines.map((one) => `    at ${one}`)].join('\n')
      const failed = { ...ending, error: { code: 'X', message: 'no', stack } }
      return formatPretty(failed, false)
        .split('\n')
        .slice(1)
        .map((one) => one.trim())
    }
    const next = 'async render (/app/node_modules/next/dist/server/base-server.js:1:9)'

    it('of packages and of Node.js', () => {
      const pnpm = 'get (/app/node_modules/.pnpm/a@1/node_modules/@acme/db/index.js:1:1)'
      const node = 'process.processTicksAndRejections (node:internal/process/task_queues:103:5)'
      const chunk = 'async /app/.next/dev/server/chunks/node_modules_1gk295_if00fm._.js:7307:217'
      const own = 'async page (/app/src/page.ts:3:1)'
      expect(frames('query (/app/db.ts:1:1)', node, pnpm, own, chunk, next, next)).toEqual([
        'at query (/app/db.ts:1:1)',
        '… 2 frames of @acme/db',
        `at ${own}`,
        '… 3 frames of next',
      ])
    })

    it('except the first one, and single ones', () => {
      const json = 'JSON.parse (<anonymous>)'
      expect(frames(json, next, 'page (/app/page.ts:1:1)')).toEqual([
        `at ${json}`,
        `at ${next}`,
        'at page (/app/page.ts:1:1)',
      ])
    })

    it('not if there are no others', () => {
      expect(frames(next, next, next)).toEqual([`at ${next}`, `at ${next}`, `at ${next}`])
    })
  })

  it.each([
    ['America/New_York', '09:30:00.200'],
    ['Asia/Kolkata', '20:00:00.200'],
    ['UTC', '14:30:00.200'],
  ])('has the time of day in the zone of its machine: %s', (zone, time) => {
    vi.stubEnv('TZ', zone)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(formatPretty(start, false)).toContain(`[${time}] INFO  Lambda start`)
  })

  it('has no control characters in its time', () => {
    const timestamp = '2026-11-22T14:30:00\u001b[2J'
    expect(formatPretty({ ...start, timestamp }, false)).not.toContain('\u001b')
  })

  it('has its level in colour if colours are on', () => {
    expect(formatPretty(start, true)).toContain('\u001b[32mINFO \u001b[0m')
  })

  it('escapes control and format characters, as `hoptrace trace` does', () => {
    const hostile = 'a\u001b[2J\u0007b\u009b1m\u202ec\u2066\u200b\u2028\ufeff\u{e0041}\r\n\t'
    const cause = { name: hostile, message: hostile, stack: `Error\n    at ${hostile}` }
    const thrown = { code: hostile, message: hostile, cause }
    const record = { ...start, message: hostile, action: hostile, hopResult: hostile }
    const metadata = { statusCode: hostile, [hostile]: hostile }
    const text = formatPretty({ ...record, error: thrown, metadata }, false)
    const escaped = 'a\\x1b[2J\\x07b\\x9b1m\\u{202e}c\\u{2066}\\u{200b}\\u{2028}\\u{feff}\\u{e0041}'
    expect(text.split(escaped)).toHaveLength(11)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })
})
