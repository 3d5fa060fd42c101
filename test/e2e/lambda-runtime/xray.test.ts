import { describe, expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { startGate } from './gate.ts'
import { byTrace, recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

const HEX = '5759e988bd862e3fe1be46a994272793'
const TRACE_ID = 'req_5759e988-bd86-2e3f-e1be-46a994272793'
const XRAY_ID = '1-5759e988-bd862e3fe1be46a994272793'
const PARENT = '53995c3f42cd8ad8'
const headers = { 'lambda-runtime-trace-id': `Root=${XRAY_ID};Parent=${PARENT};Sampled=1` }

describe.each([
  ['the environment, with one invocation at a time', {}],
  [
    'the context, with concurrent invocations',
    { AWS_LAMBDA_MAX_CONCURRENCY: '2', AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' },
  ],
])('X-Ray’s trace from %s', (_where, environment) => {
  it('is continued for its own invocation, and sent on', async () => {
    const { arrivals, traces } = await invoke({}, environment)
    const [start, call] = traces[0] ?? []
    expect(start).toMatchObject({ traceId: TRACE_ID, parentId: PARENT })
    expect(arrivals[0]).toMatchObject({
      'x-trace-id': TRACE_ID,
      traceparent: `00-${HEX}-${call?.spanId}-01`,
    })
    expect(traces).toHaveLength(2)
    expect(traces[1]?.[0]).not.toHaveProperty('parentId')
  })

  it.each([
    ['order_17', { w3cTraceId: HEX }],
    ['req_01a203d9-2611-7502-a7c5-047d35c1d7bc', { xrayTraceId: XRAY_ID }],
  ])('is written beside a caller’s own id: %s', async (traceId, beside) => {
    const { traces } = await invoke({ 'x-trace-id': traceId }, environment)
    const [start, , ending] = traces[0] ?? []
    expect(start).toMatchObject({ traceId, ...beside })
    expect(ending).toMatchObject({ traceId, ...beside })
  })
})

/** Invokes a handler twice, once with X-Ray's header. Returns what was sent and written. */
async function invoke(
  caller: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
) {
  const gate = await startGate()
  gate.open()
  const runtime = await startRuntime('gate', { ...environment, GATE_URL: gate.url })
  await runtime.invoke(events.httpApi({ headers: caller }), { headers })
  await runtime.invoke(events.httpApi())
  const { lines } = await runtime.stop()
  return { arrivals: await gate.arrivals(2), traces: byTrace(recordsOf(lines)) }
}
