import { describe, expect, it } from 'vitest'
import { buildTrees, flatten } from '../../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../../src/lines/record.ts'

const AT = '2026-11-22T14:30:00.200Z'

function ended(spanId: string, parentId: string | undefined, more: object = {}): RequestRecord {
  const rest = { level: 'info', message: '', service: 's', layer: 'l', action: 'a', traceId: 't' }
  return {
    timestamp: AT,
    phase: 'hop',
    hopName: spanId,
    ...rest,
    spanId,
    parentId,
    ...more,
  } as RequestRecord
}

describe('the tree of a trace', () => {
  it('is rebuilt from records in any order', () => {
    const records = [
      ended('04', '03', { timestamp: '2026-11-22T14:30:00.300Z' }),
      ended('03', '01', { timestamp: '2026-11-22T14:30:00.400Z' }),
      ended('02', '01'),
      ended('01', undefined, { phase: 'complete', timestamp: '2026-11-22T14:30:00.500Z' }),
    ]
    const rows = flatten(buildTrees(records)).map(({ record, depth }) => [record.spanId, depth])
    expect(rows).toEqual([
      ['01', 0],
      ['02', 1],
      ['03', 1],
      ['04', 2],
    ])
  })

  it('keeps steps of one millisecond in the order in which they began', () => {
    const records = [ended('0c', 'root'), ended('0a', 'root'), ended('0b', 'root')]
    expect(flatten(buildTrees(records)).map(({ record }) => record.spanId)).toEqual([
      '0a',
      '0b',
      '0c',
    ])
  })

  it('has its roots in the order in which they began, which need not be that of their ends', () => {
    const at = (time: string, duration: number) => ({
      phase: 'complete',
      timestamp: `2026-11-22T14:30:00.${time}Z`,
      duration,
    })
    const records = [
      ended('0b', 'lost', at('300', 100)),
      ended('0a', undefined, at('500', 400)),
      ended('0c', 'lost', at('900', 300)),
    ]
    expect(buildTrees(records).map(({ record }) => record.spanId)).toEqual(['0a', '0b', '0c'])
  })

  it('has the caller first of roots that began in one millisecond, by their starts', () => {
    const started = (spanId: string, parentId?: string) =>
      ended(spanId, parentId, { phase: 'start' })
    const completed = (spanId: string, parentId?: string, duration = 0.9) =>
      ended(spanId, parentId, { phase: 'complete', duration })
    const later = { phase: 'complete', timestamp: '2026-11-22T14:30:00.201Z', duration: 1.1 }
    const rootsOf = (records: RequestRecord[]) =>
      buildTrees(records).map(({ record }) => record.spanId)
    const called = [started('0a', 'lost'), completed('0a', 'lost')]
    expect(rootsOf([...called, started('0b'), completed('0b', undefined, 0.1)])).toEqual([
      '0b',
      '0a',
    ])
    expect(rootsOf([...called, started('0b', 'lost'), ended('0b', 'lost', later)])).toEqual([
      '0b',
      '0a',
    ])
  })

  it('leaves out starts and log lines', () => {
    const records = [
      ended('01', undefined, { phase: 'start' }),
      ended('02', '01', { hopResult: 'start' }),
      ended('02', '01', { phase: 'log' }),
    ]
    expect(buildTrees(records)).toEqual([])
  })
})
