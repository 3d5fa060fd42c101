import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NINE_HOPS } from '../../local/nine-hops.ts'
import { freePort } from '../../local/ports.ts'
import { type System, startSystem } from '../../local/system.ts'
import { signUserToken } from '../../local/user-token.ts'
import { stepName } from '../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../src/lines/record.ts'
import { RecordLog } from '../e2e/record-log.ts'
import { endingOf, expectWholeTrace, inTime, servicesOf } from '../e2e/whole-trace.ts'
import { EVENT_KINDS, eventOf, invokeOnce } from './server-function.ts'

const USER = { userId: 'user_17', tenantId: 'tenant_7' }
const PATH = '/api/bg-remover/process'
const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const SEGMENT = '53995c3f42cd8ad8'

const log = new RecordLog()
let system: System

beforeAll(async () => {
  system = await startSystem({
    port: await freePort(),
    onLine: (line) => log.take(line),
    onExit: (death) => log.fail(death),
  })
  await system.cloud.credits.set(USER.tenantId, 10)
})
afterAll(() => system.stop())

describe.each(['buffered', 'streaming'] as const)('the page’s route, %s', (wrapper) => {
  it.each(EVENT_KINDS)('leaves nine hops under one id for the event %s', async (kind) => {
    const { jwtSecret, apiUrl, cloud, pictures } = system
    const traceId = `req_${crypto.randomUUID()}`
    const event = eventOf(kind, PATH, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signUserToken(USER, jwtSecret)}`,
        'content-type': 'application/json',
        'x-trace-id': traceId,
      },
      body: JSON.stringify({ imageUrl: pictures[0] }),
    })
    const { answer, records } = await invokeOnce(wrapper, event, {
      headers: { 'lambda-runtime-trace-id': `Root=${ROOT};Parent=${SEGMENT};Sampled=1` },
      env: { ...cloud.env, JWT_SECRET: jwtSecret, BACKEND_URL: apiUrl },
    })
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'x-trace-id': traceId } })

    const ofFunctions = await log.whenEnded(traceId, 2)
    const trace = [...records, ...ofFunctions]
    expect(new Set(trace.map((record) => record.traceId))).toEqual(new Set([traceId]))
    expect(servicesOf(trace)).toEqual(['bg-remover-frontend', 'bg-remover', 'credits'])
    expectWholeTrace(trace)
    expect(countedHops(trace)).toEqual(NINE_HOPS)

    const { spanId, metadata } = endingOf(trace, 'bg-remover-frontend')
    expect(metadata).toMatchObject({ statusCode: 200, path: PATH })
    const documents = await cloud.xray.waitForTraceOf([spanId])
    expect(documents.find(({ id }) => id === spanId)).toMatchObject({
      trace_id: ROOT,
      parent_id: SEGMENT,
      type: 'subsegment',
    })
  })
})

/** Returns the counted hops in the order of their starts. */
function countedHops(records: readonly RequestRecord[]): string[] {
  return inTime(records)
    .filter(({ hopName, hopResult }) => hopName !== 'lambda-invoke' || hopResult === 'start')
    .filter(({ phase }) => phase === 'hop' || phase === 'call')
    .map(stepName)
    .filter((name) => (NINE_HOPS as readonly string[]).includes(name))
}
