import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINE_LIMIT } from '../../../src/core/record/record-line.ts'
import type { TraceRecord } from '../../../src/index.ts'
import { createTraceContext, logError, logHop } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const MAX_MS_PER_LINE = 1_000

// Of one to six bytes a character in JSON.
const PIECES = ['x', 'é', '漢', '\u0001', 'a b=1 ']
// Around the limits of words, texts and lines.
const LENGTHS = [1, 255, 257, 1_023, 1_025, 1_999, 4_001, 7_999, 8_001, 34_000, 70_000]
const text = fc
  .tuple(fc.constantFrom(...PIECES), fc.constantFrom(...LENGTHS))
  .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)))

interface Failure {
  readonly message: string
  readonly name: string
  readonly stack: string
  readonly code: string | undefined
}
const failure = fc.record({
  message: text,
  name: text,
  stack: text,
  code: fc.option(text, { nil: undefined }),
})
const failures = fc.array(failure, { minLength: 1, maxLength: 5 })

/** An error that the first of these tells of, caused by one that the others do. */
function errorOf([first, ...causes]: readonly Failure[]): Error {
  const cause = causes.length > 0 ? errorOf(causes) : undefined
  return Object.assign(new Error(first?.message, { cause }), first)
}

const request = fc.record({
  service: text,
  layer: text,
  action: text,
  identity: fc.record({ jobId: text, tenantId: text, userId: text }),
  message: text,
  metadata: fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), text as fc.Arbitrary<never>),
  failures,
})

type Given = typeof request extends fc.Arbitrary<infer T> ? T : never

/** Writes these, and expects lines that fit, soon. */
async function expectLines(given: Given): Promise<void> {
  const { service, layer, action, identity, message, metadata } = given
  const began = performance.now()
  const { lines } = await captureRecords(() => {
    const trace = createTraceContext({ service, layer, action })
    trace.set(identity)
    trace.info(message, metadata)
    logHop(trace, message, action, metadata)
    logError(trace, errorOf(given.failures), metadata)
  })
  expect(performance.now() - began).toBeLessThan(lines.length * MAX_MS_PER_LINE)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_LIMIT)
}

describe('a text in metadata', () => {
  it.each([8_001, 10_001, 100_000])('of %i characters is cut to 8,000', async (length) => {
    const text = 'x'.repeat(length)
    const { records } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).info('line', { text }),
    )
    expect(records[0]?.metadata).toEqual({ text: `${'x'.repeat(8_000)}…` })
  })
})

describe('a line', () => {
  it('has at most 60 KB and is made within a second, with texts of any length in each field', async () => {
    await fc.assert(fc.asyncProperty(request, expectLines), { numRuns: 200, seed: 11 })
  })

  it.each(PIECES)('has at most 60 KB with 70,000 times %j in each field', async (piece) => {
    const long = piece.repeat(70_000)
    const failure = { message: long, name: long, stack: long, code: long }
    await expectLines({
      service: long,
      layer: long,
      action: long,
      identity: { jobId: long, tenantId: long, userId: long },
      message: long,
      metadata: long as never,
      failures: [failure, failure, failure],
    })
  })
})

describe('a name of more than 256 characters', () => {
  const long = `${'n'.repeat(256)}xyz`

  it('is cut as the service, the layer or the action, and the record has truncated', async () => {
    const { records } = await captureRecords(() =>
      createTraceContext({ service: long, layer: long, action: long }).info('m'),
    )
    expect(records).toEqual([
      expect.objectContaining({
        service: 'n'.repeat(256),
        layer: 'n'.repeat(256),
        action: `${'n'.repeat(256)}…`,
        truncated: true,
      }),
    ])
  })
})

describe('a job id', () => {
  const written = async (jobId: string): Promise<TraceRecord | undefined> => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a' })
      trace.set({ jobId })
      trace.info('m')
    })
    return records[0]
  }

  it('is written whole up to 1,024 characters', async () => {
    const jobId = 'j'.repeat(1_024)
    expect(await written(jobId)).toMatchObject({ jobId })
    expect(await written(jobId)).not.toHaveProperty('truncated')
  })

  it('is cut after 1,024 characters, and the record has truncated', async () => {
    const jobId = `${'j'.repeat(1_024)}…`
    expect(await written('j'.repeat(1_025))).toMatchObject({ jobId, truncated: true })
  })
})
