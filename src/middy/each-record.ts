import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { checkNames, countRule, readOption } from '../core/option/read-option.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfFault, outcomeOfStatus } from '../core/outcome/outcome.ts'
import { onSettled } from '../core/outcome/settle.ts'
import {
  type InboundPolicy,
  readTraceContext,
  type TraceContext,
} from '../core/propagation/inbound.ts'
import { childTraceContext } from '../core/propagation/span-context.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { deliver, type Failures, undelivered } from './delivery.ts'
import { parseTrigger } from './triggers/index.ts'
import type { Batch } from './triggers/trigger.ts'

/** A record of an event: one of its `Records`, or of Kafka's `records` by partition. */
export type RecordOf<Event> = Event extends { readonly Records: readonly (infer One)[] }
  ? One
  : Event extends { readonly records: Readonly<Record<string, readonly (infer One)[]>> }
    ? One
    : unknown

/** What names a record to its service: an id; of Kafka, the partition and the offset to go on from. */
export type ItemIdentifier<Event> = Event extends { readonly records: unknown }
  ? { partition: string; offset: number }
  : string

/** What Lambda is told of a batch. */
export interface BatchResponse<Id = string> {
  batchItemFailures: { itemIdentifier: Id }[]
}

/** Options of {@link eachRecord}. */
export interface EachRecordOptions {
  /**
   * How many records are handled at once.
   * @default 1 for records that are ordered (FIFO queues, streams, Kafka), else 10
   */
  readonly concurrency?: number
}

const CONCURRENCY = countRule(1)
const WITHIN = 'eachRecord.'

/**
 * Handles each record of an event of SQS, SNS, Kinesis, DynamoDB streams or Kafka under its own trace:
 * the sender's, or a new one. One that fails does not fail the others, but what is ordered after it,
 * in its FIFO queue, shard or partition, is left for later.
 *
 * Returns what Lambda delivers again, where the event source mapping has `ReportBatchItemFailures`:
 * of a queue, the failed records; of a FIFO queue, those from the first that failed on; of a shard
 * or partition, the first that failed, from which Lambda goes on. SNS can be told of no single
 * record: the error is thrown.
 *
 * @example
 * export const handler = middy<SQSEvent>()
 *   .use(tracing())
 *   .handler((event) => eachRecord(event, async (record, trace) => store(record.body)))
 * @throws TypeError when an option is wrong, there is no function, or the event is of another kind
 */
export async function eachRecord<Event>(
  event: Event,
  handle: (record: RecordOf<Event>, trace: Trace) => unknown,
  options: EachRecordOptions = {},
): Promise<BatchResponse<ItemIdentifier<Event>>> {
  checkHandler('eachRecord', handle)
  checkNames(options, ['concurrency'], WITHIN)
  const given = readOption(options, 'concurrency', CONCURRENCY, WITHIN)
  const { batch, metadata } = parseTrigger(event)
  const delivery = batch?.delivery
  if (batch === undefined || delivery === undefined) return withoutRecords(event)

  const { records } = batch
  const invocation = asRequestTrace(currentTrace())
  const handleTraced = (record: unknown): unknown => {
    const run = (trace: Trace): unknown => handle(record as RecordOf<Event>, trace)
    const recordMetadata = { ...metadata, itemIdentifier: delivery.idOf(record) }
    const readContext = contextReader(batch, record, invocation)
    const trace = guard(() => invocation.createChild(readContext, recordMetadata))
    return trace === undefined ? run(invocation) : runTraced(trace, run)
  }
  const concurrency = given ?? (delivery.orderingKeyOf === undefined ? 10 : 1)
  const { failures, succeeded } = await deliver(records, delivery, concurrency, handleTraced)
  invocation.children.count(failures.size, succeeded)
  if (delivery.report === 'error') throwOf(failures)
  const again = undelivered(records, delivery, failures)
  // An empty identifier makes Lambda deliver the whole batch again: right for a record that has none.
  const identifiers = again.map((record) => (delivery.idOf(record) ?? '') as ItemIdentifier<Event>)
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) }
}

function withoutRecords(event: unknown): BatchResponse<never> {
  if (safeGet(safeGet(event, 'Records'), 'length') === 0) return { batchItemFailures: [] }
  const services = 'SQS, SNS, Kinesis, DynamoDB streams or Kafka'
  throw new TypeError(`hoptrace: eachRecord takes an event of ${services}`)
}

function throwOf(failures: Failures): void {
  const [error, ...more] = failures.values()
  if (more.length > 0) throw new AggregateError(failures.values(), 'Several records failed')
  if (failures.size > 0) throw error
}

/** Continues the sender's trace, or begins one that is linked with the invocation's. */
function contextReader(
  { records, headerOf }: Batch,
  record: unknown,
  invocation: RequestTrace,
): (policy: InboundPolicy) => TraceContext {
  const span = invocation.spanContext()
  const within = span && childTraceContext(span)
  const ownId = within && records.length === 1 ? (): string => within.traceId : undefined
  return (policy) => {
    const own = readTraceContext(headerOf(record), policy, ownId)
    if (within === undefined) return own
    return own.traceId === within.traceId
      ? within
      : { ...own, links: [...(own.links ?? []), within.traceId] }
  }
}

function runTraced(trace: RequestTrace, run: (trace: Trace) => unknown): unknown {
  trace.start('Record start')
  return onSettled(
    () => trace.run(() => run(trace)),
    () => trace.end('Record success', outcomeOfStatus(undefined)),
    (thrown) => trace.end('Record error', outcomeOfFault(thrown)),
  )
}
