import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { forwarder, otlp } from '../../src/otlp/index.ts'
import { events } from '../../src/testing/index.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../middy/invocation.ts'
import { sentBy, xray } from '../xray/daemon.ts'
import { type SpanJson, startCollector } from './collector.ts'
import { subscriptionData } from './subscription.ts'

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

type Edge = readonly [trace: string, span: string, parent: string | undefined]

const treeOf = (spans: readonly SpanJson[]): Edge[] =>
  spans.map(({ traceId, spanId, parentSpanId }): Edge => [traceId, spanId, parentSpanId]).sort()

/** Invokes a handler, and returns the trees that X-Ray's daemon, a collector and a forwarder's collector got. */
async function trees(handle: (event: unknown) => unknown, event: unknown) {
  const [own, forwardedTo] = [await startCollector(), await startCollector()]
  const exporters = [xray(), otlp({ endpoint: own.url })]
  const handler = handlerOf(
    [tracing({ service: 'shop', exporters, flushTimeoutMs: 60_000 })],
    handle,
  )
  const context = lambdaContext({ xRayTraceId: HEADER })
  const { documents, lines } = await sentBy(() => handler(event, context))
  await forwarder({ endpoint: forwardedTo.url })({ awslogs: { data: subscriptionData(lines) } })
  return {
    documents: documents
      .map(
        ({ trace_id, id, parent_id }): Edge => [
          String(trace_id).slice(2).replace('-', ''),
          String(id),
          parent_id as string | undefined,
        ],
      )
      .sort(),
    spans: own.spans(),
    forwarded: forwardedTo.spans(),
  }
}

describe('xray(), otlp() and forwarder()', () => {
  it('send the same tree of a request', async () => {
    const { documents, spans, forwarded } = await trees(async () => {
      const trace = currentTrace()
      await trace.hop('charge', async () => {
        trace.check('stock', true)
        await trace.call('s3', 'putObject', async () => 1)
      })
      await trace
        .call('sqs', 'sendMessage', () => Promise.reject(new Error('no queue')))
        .catch(() => 0)
      return { statusCode: 200, body: '{}' }
    }, httpApiEvent())
    expect(spans).toHaveLength(5)
    expect(treeOf(spans)).toEqual(documents)
    expect(treeOf(forwarded)).toEqual(documents)
    const namesOf = (all: readonly SpanJson[]) =>
      all.map(({ spanId, name, kind }) => [spanId, name, kind]).sort()
    expect(namesOf(forwarded)).toEqual(namesOf(spans))
  })

  it.each([
    ['SQS', events.sqs({}, {})],
    ['Kafka', events.kafka({}, {})],
    ['Kinesis', events.kinesis({}, {})],
  ])('send the same spans of a batch and its records: %s', async (_what, event) => {
    const { documents, spans, forwarded } = await trees(
      () => eachRecord(event, (_record, trace) => trace.hop('work', () => 1)),
      event,
    )
    expect(treeOf(forwarded)).toEqual(treeOf(spans))
    // X-Ray has no links: it shows the records of a batch within the invocation.
    const idsOf = (edges: readonly Edge[]) => edges.map(([, span]) => span).sort()
    expect(idsOf(treeOf(spans))).toEqual(idsOf(documents))
    expect(spans).toHaveLength(5)
  })
})
