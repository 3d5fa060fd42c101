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

  it('leaves out starts and log lines', () => {
    const records = [
      ended('01', undefined, { phase: 'start' }),
      ended('02', '01', { hopResult: 'start' }),
      ended('02', '01', { phase: 'log' }),
    ]
    expect(buildTrees(records)).toEqual([])
  })
})
