import { describe, expect, it, onTestFinished } from 'vitest'
import { startXrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import { outermost } from '../middy/invocation.ts'
import { eventOf, invokeOnce, type Wrapper } from './server-function.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const SEGMENT = '53995c3f42cd8ad8'
const CALLER = `Root=${ROOT};Parent=00f067aa0ba902b7`

/** Invokes the function as Lambda does that has written a segment. */
async function invokeBelow(wrapper: Wrapper, sampled: 0 | 1) {
  const daemon = await startXrayDaemon()
  onTestFinished(() => daemon.stop())
  const event = eventOf('httpApi', '/api/quick', { headers: { 'x-amzn-trace-id': CALLER } })
  const { records } = await invokeOnce(wrapper, event, {
    headers: { 'lambda-runtime-trace-id': `Root=${ROOT};Parent=${SEGMENT};Sampled=${sampled}` },
    env: { AWS_XRAY_TRACING_ENABLED: 'true', AWS_XRAY_DAEMON_ADDRESS: daemon.address },
  })
  return { daemon, records, ...outermost([...records]) }
}

describe.each<Wrapper>(['buffered', 'streaming', 'buffered-alone'])(
  'with the wrapper %s',
  (wrapper) => {
    it('X-Ray gets a request below Lambda’s segment, and its hops below it', async () => {
      const { daemon, start, records } = await invokeBelow(wrapper, 1)
      const hop = records.find(({ phase }) => phase === 'hop')
      const documents = await daemon.waitForCount(2)
      expect(start).toMatchObject({
        traceId: 'req_5759e988-bd86-2e3f-e1be-46a994272793',
        parentId: SEGMENT,
      })
      expect(documents).toMatchObject([
        { id: hop?.spanId, trace_id: ROOT, parent_id: start.spanId },
        { id: start.spanId, trace_id: ROOT, parent_id: SEGMENT, type: 'subsegment' },
      ])
    })

    it('X-Ray gets nothing that Lambda has decided not to sample', async () => {
      const { daemon, ending } = await invokeBelow(wrapper, 0)
      expect(ending.result).toBe('success')
      expect(daemon.documents).toEqual([])
    })
  },
)
