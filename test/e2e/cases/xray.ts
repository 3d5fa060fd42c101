import { describe, expect } from 'vitest'
import { xrayFromTraceId } from '../../../src/core/propagation/xray.ts'
import { it } from '../system.ts'

describe('X-Ray', () => {
  it('receives the same tree as the log, from all services', async ({ bgRemover }) => {
    const { traceId, records } = await bgRemover.process(await bgRemover.newUser())
    const ends = records.filter(({ duration }) => duration !== undefined)
    const documents = await bgRemover.cloud.xray.waitForTraceOf(ends.map(({ spanId }) => spanId))
    const traceIds = new Set(documents.map(({ trace_id }) => trace_id))
    expect(traceIds).toEqual(new Set([xrayFromTraceId(traceId)]))

    const nodes = documents.map(({ id, parent_id }) => `${parent_id} > ${id}`)
    expect(nodes.sort()).toEqual(
      ends.map(({ spanId, parentId }) => `${parentId} > ${spanId}`).sort(),
    )
    for (const { spanId, duration = Number.NaN } of ends) {
      const document = documents.find(({ id }) => id === spanId)
      const { start_time = 0, end_time = 0 } = document ?? {}
      expect((end_time - start_time) * 1000).toBeCloseTo(duration, 2)
    }
    const ofKind = (kind: string) =>
      documents.filter(({ type, namespace }) => (namespace ?? type ?? 'segment') === kind)
    const names = (kind: string) => new Set(ofKind(kind).map(({ name }) => name))
    expect(names('segment')).toEqual(new Set(['bg-remover-frontend', 'bg-remover', 'credits']))
    expect(names('aws')).toEqual(new Set(['Bedrock', 'S3', 'DynamoDB']))
  })
})
