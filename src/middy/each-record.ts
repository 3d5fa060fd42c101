import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { readOptions } from '../core/option/read-option.ts'
import { countRule, type Rules } from '../core/option/rules.ts'
import { guard } from '../core/outcome/guard.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'
import type { Trace } from '../core/trace.ts'
import { type BatchResponse, batchResponse, type ItemIdentifier } from './batch-response.ts'
import { type Failures, handleBatch, recordsToRedeliver } from './handle-batch.ts'
import { createRecordRequest, runRecordRequest } from './record-request.ts'
import { parseTrigger } from './triggers/index.ts'
import { sentAt } from './triggers/record.ts'
import { waitedSince } from './waited.ts'

/**
 * A record of an event: one of its `Records`, of Kafka's `records` by partition, or of a list that
 * EventBridge Pipes sends.
 */
export type RecordOf<Event> = Event extends
  | { readonly Records: readonly (infer Item)[] }
  | readonly (infer Item)[]
  ? Item
  : Event extends { readonly records: Readonly<Record<string, readonly (infer Item)[]>> }
    ? Item
    : unknown

/** Options of {@link eachRecord}. */
export interface EachRecordOptions {
  /**
   * How many records are handled at once. Environment: `HOPTRACE_EACH_RECORD_CONCURRENCY`.
   * @default 1 for ordered records (FIFO queues, streams, Kafka), otherwise 10
   */
  readonly concurrency?: number
}

const RULES: Rules<EachRecordOptions> = { concurrency: countRule(1) }

/**
 * Handles each record of an event under the record's own trace: the sender's, or a new one. It
 * takes events of SQS, SNS, Kinesis, DynamoDB streams and Kafka, also the lists that EventBridge
 * Pipes makes of them. Each record has a start and an ending of its own. If one fails, the others
 * are handled all the same, except those that are ordered after it: of its FIFO queue, shard or
 * partition.
 *
 * The event source mapping needs `ReportBatchItemFailures`; without it, failed records are lost.
 *
 * @param event Lambda's event
 * @param handle called with each record and its trace; may return a promise
 * @param options `concurrency`
 * @returns the batch response for Lambda, which names the records to deliver again:
 * - of a queue: the failed records
 * - of a FIFO queue: the first failed record and all after it
 * - of a shard, or of each Kafka partition: the first failed record; in a pipe, all after it too
 * @throws TypeError if an option is wrong, `handle` is not a function, or the event is of another
 * service
 * @throws the error of a failed record of SNS, or of Kafka in a pipe, which retry whole events only;
 * an `AggregateError` if several failed
 *
 * @example
 * import middy from '@middy/core'
 * import type { SQSEvent } from 'aws-lambda'
 * import { eachRecord, tracing } from 'hoptrace/middy'
 *
 * export const handler = middy<SQSEvent>()
 *   .use(tracing())
 *   .handler((event) =>
 *     eachRecord(event, (record, trace) => {
 *       trace.info('An order', { length: record.body.length })
 *     }),
 *   )
 */
export async function eachRecord<Event>(
  event: Event,
  handle: (record: RecordOf<Event>, trace: Trace) => unknown,
  options: EachRecordOptions = {},
): Promise<BatchResponse<ItemIdentifier<Event>>> {
  const defaultConcurrency = 10
  checkHandler('eachRecord', handle)
  const { concurrency: given } = readOptions(options, RULES, 'eachRecord.')
  const { batch, metadata } = parseTrigger(event)
  const redelivery = batch?.redelivery
  if (batch === undefined || redelivery === undefined) return emptyResponse(event)

  const { records } = batch
  const invocation = asRequestTrace(currentTrace())
  const handleTraced = (record: unknown): unknown => {
    const run = (trace: Trace): unknown => handle(record as RecordOf<Event>, trace)
    const recordMetadata = { ...metadata, itemIdentifier: redelivery.idOf(record) }
    const request = guard(() => createRecordRequest(invocation, batch, record, recordMetadata))
    if (request === undefined) return run(invocation)
    return runRecordRequest(request, waitedSince(sentAt(record)), run)
  }
  const isOrdered = redelivery.orderingKeyOf !== undefined
  const concurrency = given ?? (isOrdered ? 1 : defaultConcurrency)
  const { failures, succeeded } = await handleBatch(records, redelivery, concurrency, handleTraced)
  invocation.children.failed += failures.size
  invocation.children.succeeded += succeeded
  if (redelivery.report === 'error') throwFailures(failures)
  return batchResponse(recordsToRedeliver(records, redelivery, failures), redelivery.idOf)
}

function emptyResponse(event: unknown): BatchResponse<never> {
  if (safeGet(safeGet(event, 'Records'), 'length') === 0) return { batchItemFailures: [] }
  const services = 'SQS, SNS, Kinesis, DynamoDB streams or Kafka'
  throw new TypeError(`hoptrace: eachRecord takes an event of ${services}`)
}

function throwFailures(failures: Failures): void {
  const [error, ...more] = failures.values()
  if (more.length > 0) throw new AggregateError(failures.values(), 'Several records failed')
  if (failures.size > 0) throw error
}
