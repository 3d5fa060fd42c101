import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestRecord } from '../../src/lines/record.ts'
import { type BgRemover, CREDITS, LAMBDA, PAGE, startBgRemover } from './system.ts'

let bgRemover: BgRemover

beforeAll(async () => {
  bgRemover = await startBgRemover({ HOPTRACE_SAMPLING_RATE: '0' })
})
afterAll(() => bgRemover.stop())

/** Sends a request. Returns its records when it has this many endings. */
async function recordsOf(endings: number, credits = 10): Promise<RequestRecord[]> {
  const { pageUrl, pictures, log, newUser } = bgRemover
  const { token } = await newUser(credits)
  const response = await fetch(`${pageUrl}/api/bg-remover/process`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ imageUrl: pictures[0] }),
  })
  return log.whenEnded(response.headers.get('x-trace-id') as string, endings)
}

const of = (records: readonly RequestRecord[], service: string) =>
  records.filter((record) => record.service === service)
const isWhole = (records: readonly RequestRecord[]) =>
  records[0]?.phase === 'start' && records.at(-1)?.phase === 'complete' && records.length > 2

describe('a request through the page and both services at rate 0', () => {
  it('leaves three short endings if it succeeds', async () => {
    const { complete: endings = [], ...others } = Object.groupBy(
      await recordsOf(3),
      ({ phase }) => phase,
    )
    // Calls that are metrics are written too.
    expect(Object.keys(others)).toEqual(['call'])
    expect(others.call?.filter((call) => !('CallDuration' in call))).toEqual([])
    expect(endings.map(({ service }) => service).sort()).toEqual([PAGE, CREDITS, LAMBDA].sort())
    for (const { metadata } of endings) {
      expect(Object.keys(metadata ?? {})).toEqual(['statusCode', 'method', 'path'])
    }
  })

  it('leaves all records of the failed service and of its callers', async () => {
    bgRemover.cloud.bedrock.failNext(3)
    const records = await recordsOf(4)
    expect(isWhole(of(records, PAGE))).toBe(true)
    expect(isWhole(of(records, LAMBDA))).toBe(true)
    expect(of(records, LAMBDA).some(({ action }) => action === 'service:bedrock:invoke')).toBe(true)
    // Two requests to another service succeeded, and are short.
    const ofCredits = of(records, CREDITS).map(({ phase }) => phase)
    expect(ofCredits).toEqual(['call', 'complete', 'call', 'complete'])
  })

  it('leaves all records of every service if the last one refuses', async () => {
    const records = await recordsOf(3, 0)
    for (const service of [PAGE, LAMBDA, CREDITS]) {
      expect([service, of(records, service)[0]?.phase]).toEqual([service, 'start'])
    }
  })
})
