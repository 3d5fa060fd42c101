import { beforeAll, describe, expect, it } from 'vitest'
import { createCaller } from '../../local/docs/caller.ts'
import { recordSystem } from '../../local/docs/record-system.ts'
import type { ServiceMap } from '../../src/cli/map/service-map.ts'
import { hoptrace } from '../cli/hoptrace.ts'

const ATTEMPTS = 3

let lines: readonly string[]

beforeAll(async () => {
  lines = await recordSystem({}, async (system, log) => {
    await system.cloud.credits.set('acme', 100)
    const anna = await createCaller(system, 'anna', 'acme')
    await anna.process()
    system.cloud.bedrock.failNext(ATTEMPTS)
    await anna.process()
    return log.lines
  })
})

describe('the map of the bg-remover', () => {
  it('leads from the page over the function to the credits and the services of AWS', async () => {
    const input = async function* () {
      yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
    }
    const { out } = await hoptrace(['map', '--json', '--file', '-'], { input })
    const { nodes, edges } = JSON.parse(out) as ServiceMap
    const requestsOf = (name: string) => nodes.find((node) => node.name === name)?.requests
    expect(requestsOf('bg-remover-frontend')).toMatchObject({ count: 2, errorPct: 50 })
    expect(requestsOf('bg-remover')).toMatchObject({ count: 2, errorPct: 50 })
    const names = new Map(nodes.map(({ id, name }) => [id, name]))
    const calls = new Map(
      edges.map((edge) => [`${names.get(edge.from)} → ${names.get(edge.to)}`, edge.calls]),
    )
    expect(calls.get('bg-remover-frontend → bg-remover')?.count).toBe(2)
    expect(calls.get('bg-remover → bedrock')).toMatchObject({ count: 2, errorPct: 50 })
    // A debit for each request, and a refund for the one that failed.
    expect(calls.get('bg-remover → credits')?.count).toBe(3)
    expect([...calls.keys()].toSorted()).toEqual(
      [
        'bg-remover → 127.0.0.1',
        'bg-remover → bedrock',
        'bg-remover → credits',
        'bg-remover → dynamodb',
        'bg-remover → s3',
        'bg-remover-frontend → bg-remover',
        'credits → dynamodb',
      ].map((call) => expect.stringContaining(call)),
    )
    for (const { count, p95Ms } of calls.values()) {
      expect(count).toBeGreaterThan(0)
      expect(p95Ms).toBeGreaterThan(0)
    }
  })
})
