import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { LINE_LIMIT } from '../../../src/core/record/record-line.ts'
import type { TraceRecord } from '../../../src/index.ts'
import { createTraceContext, logError } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

/** The log record that is written with this metadata. */
async function written(metadata: Record<string, unknown>): Promise<TraceRecord> {
  const trace = createTraceContext({ action: 'a', headers: { 'x-trace-id': 'req_x' } })
  const { lines, records } = await captureRecords(() => trace.info('m', metadata))
  const [line = ''] = lines
  expect(line).toMatch(/^[^\n\r]*$/)
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_LIMIT)
  return records[0] as TraceRecord
}

function nested(depth: number): object {
  let value = {}
  for (let level = 0; level < depth; level += 1) value = { value }
  return value
}

const circle: Record<string, unknown> = { name: 'circle' }
circle.self = circle
const shared = { a: 1 }
const revoked = Proxy.revocable({}, {})
revoked.revoke()

describe('metadata', () => {
  it.each<[unknown, unknown]>([
    ['', ''],
    [Number.NaN, 'NaN'],
    [0, 0],
    [false, false],
    [null, undefined],
  ])('that is no object, such as %j, leaves a line that can be read', async (value, expected) => {
    const { metadata } = await written(value as never)
    expect(metadata).toEqual(expected)
  })

  it.each<[string, unknown, unknown]>([
    ['a BigInt', 12n, '12'],
    ['a Symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => 1, '[function]'],
    ['NaN', Number.NaN, 'NaN'],
    ['a Map', new Map([['k', 1]]), { k: 1 }],
    ['a Set', new Set([1, 2]), [1, 2]],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid Date', new Date(Number.NaN), 'Invalid Date'],
    ['a URL', new URL('https://a.example/b'), 'https://a.example/b'],
    ['Headers', new Headers({ a: 'b' }), { a: 'b' }],
    ['a Buffer', Buffer.from('abc'), '[3 bytes]'],
    ['a circular reference', circle, { name: 'circle', self: '[circular]' }],
    ['a shared reference', [shared, shared], [{ a: 1 }, { a: 1 }]],
    ['a revoked Proxy', revoked.proxy, '[unreadable]'],
    ['a line break and a lone surrogate', 'a\nb\ud800', 'a\nb\ufffd'],
    [
      'a getter that throws',
      {
        get bad() {
          throw new Error('no')
        },
        good: 1,
      },
      { bad: '[unreadable]', good: 1 },
    ],
    [
      'a toJSON that throws',
      {
        toJSON() {
          throw new Error('no')
        },
      },
      '[unreadable]',
    ],
    [
      'a key that names the prototype',
      JSON.parse('{"__proto__":{"a":1}}'),
      JSON.parse('{"__proto__":{"a":1}}'),
    ],
  ])('is written with %s', async (_what, value, expected) => {
    expect((await written({ value })).metadata?.value).toEqual(expected)
    expect(({} as { a?: number }).a).toBeUndefined()
  })

  it('is written with values of another realm', async () => {
    const value = runInNewContext(
      '({ error: new TypeError("x"), map: new Map([["k", 1]]), set: new Set([1]), list: [1] })',
    )
    expect((await written(value)).metadata).toEqual({
      error: expect.objectContaining({ message: 'x', name: 'TypeError' }),
      map: { k: 1 },
      set: [1],
      list: [1],
    })
  })

  it('is written with the message and name of an error', async () => {
    expect((await written({ value: new TypeError('x') })).metadata?.value).toMatchObject({
      message: 'x',
      name: 'TypeError',
    })
  })

  it('is written to a depth of eight objects, with [deep] for deeper ones', async () => {
    const whole = nested(7)
    const deep = nested(8)
    const cut = JSON.parse(JSON.stringify(deep).replace('{}', '"[deep]"'))
    // The metadata itself is the first level.
    expect(await written(whole as Record<string, unknown>)).toMatchObject({ metadata: whole })
    expect(await written(whole as Record<string, unknown>)).not.toHaveProperty('truncated')
    expect(await written(deep as Record<string, unknown>)).toMatchObject({
      metadata: cut,
      truncated: true,
    })
  })

  it.each<[string, unknown]>([
    ['a string of 10 MB', 'x'.repeat(1e7)],
    ['control characters, which JSON writes six times as long', '\u0001'.repeat(1e5)],
    ['an object 1,000 deep', nested(1000)],
    ['100,000 keys', Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i]))],
    ['100 long strings', Array.from({ length: 100 }, () => '…'.repeat(5000))],
    ['a Map of 100,000', new Map(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i]))],
    ['a Set of 100,000', new Set(Array.from({ length: 1e5 }, (_, i) => i))],
    ['100 errors', Array.from({ length: 100 }, () => new Error('x'.repeat(5000)))],
  ])('is cut to the size of a line, which has truncated, with %s', async (_what, value) => {
    expect(await written({ value })).toMatchObject({
      truncated: true,
      traceId: 'req_x',
      message: 'm',
      phase: 'log',
    })
  })
})

const flattened = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, member) => sum + flattened(member), 0)
    : 1

describe('a record', () => {
  it('has at most 200 fields, counted as CloudWatch flattens them', async () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, { i, j: i }]))
    const deep = (depth: number): Error =>
      new Error('x', depth > 0 ? { cause: deep(depth - 1) } : undefined)
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', headers: { 'x-trace-id': 'req_x' } })
      trace.set({ jobId: 'j', tenantId: 't', userId: 'u' })
      logError(trace, deep(9), { wide, list: Array.from({ length: 1000 }, () => [1, 2]) })
    })
    expect(records[0]?.truncated).toBe(true)
    expect(flattened(records[0])).toBeLessThanOrEqual(200)
    expect(flattened(records[0])).toBeGreaterThan(100)
  })

  it('has at most 200 fields with a list of errors', async () => {
    const fault = (cause?: Error) => Object.assign(new Error('x', { cause }), { stack: 'at f' })
    const list = Array.from({ length: 200 }, () => fault(fault(fault())))
    expect(flattened(await written({ list }))).toBeLessThanOrEqual(200)
  })

  it('has at most 200 fields besides `_aws` with the maximum number of metrics', async () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]))
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', metrics: true })
      for (let i = 0; i < 91; i += 1) trace.metric(`M${i}`, i)
      logError(trace, new Error('x'), { wide })
    })
    expect(records[0]).toMatchObject({ M90: 90, truncated: true })
    expect(flattened({ ...records[0], _aws: 0 })).toBeLessThanOrEqual(200)
  })

  it('reads fewer than 200 entries of a Map without an end', async () => {
    let reads = 0
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield [`k${reads++}`, reads]
      },
    }
    const map = new Map()
    map[Symbol.iterator] = endless[Symbol.iterator] as never
    await written({ value: map })
    expect(reads).toBeLessThan(200)
  })

  it('is the same line that JSON.stringify writes', async () => {
    const metadata = { a: [1, null, undefined, 'é"\n'], b: { c: true, d: undefined }, 'a b': -0.5 }
    const trace = createTraceContext({ action: 'a' })
    const { lines } = await captureRecords(() => trace.info('m "quoted"', metadata))
    expect(JSON.stringify(JSON.parse(lines[0] ?? ''))).toBe(lines[0])
    expect(JSON.parse(lines[0] ?? '').metadata).toEqual(JSON.parse(JSON.stringify(metadata)))
  })
})

describe('an error of a megabyte', () => {
  it('is cut to the size of a line, which keeps the begin of its message', async () => {
    const error = new Error('m'.repeat(1e6), { cause: new Error('c'.repeat(1e6)) })
    const { records, lines } = await captureRecords(() =>
      logError(createTraceContext({ action: 'a' }), error, { text: '\u0001'.repeat(1e6) }),
    )
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(LINE_LIMIT)
    expect(records[0]).toMatchObject({
      truncated: true,
      phase: 'complete',
      error: { message: expect.stringMatching(/^m{1000}/), code: 'INTERNAL_ERROR' },
    })
  })
})
