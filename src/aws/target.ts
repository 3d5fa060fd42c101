import { safeGet, safeList } from '../core/lib/safe-get.ts'
import type { Metadata } from '../core/record.ts'

/** For each service, the members of an input that name its target, and the record's fields. */
const TARGETS: Readonly<Record<string, readonly (readonly [member: string, field: string])[]>> = {
  s3: [
    ['Bucket', 'bucket'],
    ['Key', 'key'],
  ],
  dynamodb: [['TableName', 'table']],
  sqs: [
    ['QueueUrl', 'queue'],
    ['QueueName', 'queue'],
  ],
  sns: [
    ['TopicArn', 'topic'],
    ['TargetArn', 'topic'],
  ],
  eventbridge: [['EventBusName', 'bus']],
  kinesis: [
    ['StreamName', 'stream'],
    ['StreamARN', 'stream'],
  ],
  firehose: [['DeliveryStreamName', 'stream']],
  lambda: [['FunctionName', 'function']],
  sfn: [['stateMachineArn', 'stateMachine']],
  bedrock: [['modelId', 'modelId']],
}

/**
 * Returns what a command is about, such as a bucket and a key. Nothing else of its input is read.
 */
export function targetOf(service: string, input: unknown): Metadata {
  const target: Record<string, unknown> = {}
  for (const [name, field] of TARGETS[service] ?? []) {
    const value = safeGet(input, name)
    if (typeof value === 'string') target[field] = field === 'key' ? value : nameIn(value)
  }
  if (service === 'dynamodb') target.table ??= tablesOf(input)
  if (service === 'eventbridge') target.bus ??= busesOf(input)
  return target
}

const ARN = /^arn:(?:[^:]*:){4}(?:[\w-]+[:/](?=.))?/

/** Returns the name in an ARN or a queue's URL, and any other text as it is. */
function nameIn(text: string): string {
  if (text.startsWith('arn:')) return text.replace(ARN, '')
  return /^https?:/.test(text) ? text.slice(text.lastIndexOf('/') + 1) : text
}

/** Returns the tables of a batch or a transaction. */
function tablesOf(input: unknown): string | undefined {
  const steps = safeList(safeGet(input, 'TransactItems')).flatMap((item) =>
    Object.values(item ?? {}),
  )
  const tables = steps.map((step) => safeGet(step, 'TableName'))
  return namesIn([...Object.keys(safeGet(input, 'RequestItems') ?? {}), ...tables])
}

/** Returns the buses of events. An event that names none goes to the bus `default`. */
function busesOf(input: unknown): string | undefined {
  const entries = safeList(safeGet(input, 'Entries'))
  return namesIn(entries.map((entry) => safeGet(entry, 'EventBusName') ?? 'default'))
}

function namesIn(values: readonly unknown[]): string | undefined {
  const texts = values.filter((value) => typeof value === 'string')
  return [...new Set(texts.map(nameIn))].join(',') || undefined
}
