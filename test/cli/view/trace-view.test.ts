import { describe, expect, it } from 'vitest'
import { viewOf } from '../../../src/cli/live/live-reports.ts'
import { LiveTraces } from '../../../src/cli/live/live-traces.ts'
import { SourceMaps } from '../../../src/cli/source-maps/source-maps.ts'
import type { StepView } from '../../../src/cli/view/row-view.ts'
import type { TraceView } from '../../../src/cli/view/trace-view.ts'
import { record, traceId } from '../sample-trace.ts'

const HOUR_MS = 3_600_000

/** Returns what the page shows of records. */
function viewed(records: readonly object[], maps = new SourceMaps(() => [])): TraceView {
  const traces = new LiveTraces(() => undefined)
  for (const one of records) traces.add(JSON.stringify(one))
  const trace = traces.get(traceId)
  if (trace === undefined) throw new Error('The records are no trace')
  return viewOf(trace, { maps, project: undefined, editor: 'none' })
}

function stepsOf({ parts }: TraceView): StepView[] {
  return parts.flatMap(({ rows }) => rows.filter((row) => row.kind === 'step'))
}

const span = (number: number) => String(number).padStart(16, '0')
const done = { result: 'success' }
const root = { spanId: span(1), phase: 'complete', ...done }
const call = { spanId: span(2), parentId: span(1), phase: 'hop', hopName: 'invoke', ...done }
const inner = { spanId: span(3), parentId: span(2), phase: 'complete', service: 'inner', ...done }

describe('the waterfall', () => {
  it('has the time that a call waited for its request as a bar before the request’s', () => {
    const view = viewed([
      record(90, { ...inner, duration: 50, coldStart: true }),
      record(95, { ...call, duration: 95 }),
      record(100, { ...root, duration: 100 }),
    ])
    const [request] = stepsOf(view).filter(({ service }) => service === 'inner')
    expect(request).toMatchObject({
      isCold: true,
      bar: { begin: 0.4, share: 0.5 },
      wait: { duration: 40, bar: { begin: 0, share: 0.4 } },
    })
    const gaps = view.parts.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'gap'))
    expect(gaps, 'the wait is shown once').toEqual([])
  })

  it('has a time without a step before the step that ended it, and at the end of its step', () => {
    const hop = { spanId: span(4), parentId: span(1), phase: 'hop', hopName: 'late', ...done }
    const view = viewed([
      record(50, { ...call, duration: 50 }),
      record(140, { ...hop, duration: 40 }),
      record(200, { ...root, duration: 200 }),
    ])
    const rows = view.parts[0]?.rows.map((row) =>
      row.kind === 'gap'
        ? [row.kind, row.depth, row.duration, row.bar.begin]
        : [row.kind, row.depth],
    )
    expect(rows).toEqual([
      ['step', 0],
      ['step', 1],
      ['gap', 1, 50, 0.25],
      ['step', 1],
      ['gap', 1, 60, 0.7],
    ])
  })

  it('says that clocks differ if a request began before its call', () => {
    const view = viewed([
      record(-HOUR_MS, { ...inner, phase: 'start' }),
      record(50 - HOUR_MS, { ...inner, duration: 50 }),
      record(95, { ...call, duration: 90 }),
      record(0, { ...root, phase: 'start' }),
      record(100, { ...root, duration: 100 }),
    ])
    const [request] = stepsOf(view).filter(({ service }) => service === 'inner')
    expect(request).toMatchObject({ wait: undefined, skew: HOUR_MS + 5 })
    expect(view.summary).toMatchObject({ duration: 100, services: ['inner', 'bg-remover'] })
  })

  it('has bars within the trace for negative durations', () => {
    const view = viewed([
      record(50, { ...call, duration: -500 }),
      record(100, { ...root, duration: 100 }),
    ])
    for (const { bar } of stepsOf(view)) {
      expect(bar.begin).toBeGreaterThanOrEqual(0)
      expect(bar.share).toBeGreaterThanOrEqual(0)
      expect(bar.begin + bar.share).toBeLessThanOrEqual(1)
    }
  })
})

describe('the headers that carried a trace', () => {
  const headersOf = (records: readonly object[]) =>
    stepsOf(viewed(records)).map(({ name, headers }) => [name, Object.fromEntries(headers)])

  it('are those of a caller of the trace, with its span', () => {
    const headers = headersOf([record(90, inner), record(95, call), record(100, root)])
    expect(headers[2]?.[1]).toMatchObject({ 'x-trace-id': traceId, 'x-trace-parent': span(2) })
  })

  it('name no span of ours if a stranger called', () => {
    const [[, headers] = []] = headersOf([record(100, { ...root, parentId: span(9) })])
    expect(headers).toHaveProperty('traceparent')
    expect(headers).not.toHaveProperty('x-trace-parent')
  })
})

describe('stacks', () => {
  it('are mapped by the version and the service that wrote them', () => {
    const writers: unknown[] = []
    const maps = new SourceMaps(({ version }) => {
      writers.push(version)
      return []
    })
    const error = { code: 'X', message: 'no', stack: 'Error: no\n    at a (/var/task/a.js:1:1)' }
    viewed(
      [
        record(0, { ...root, phase: 'start', version: '1.2.3' }),
        record(50, { ...call, error, level: 'error', result: 'error' }),
      ],
      maps,
    )
    expect(writers).toEqual(['1.2.3'])
  })
})

describe('a request of too many records', () => {
  it('says how many are left out', () => {
    const steps = Array.from({ length: 2_100 }, (_, number) =>
      record(number, { ...call, spanId: span(100 + number) }),
    )
    expect(viewed(steps).leftOut).toBe(100)
  })
})
