import { safeGet, safeList } from '../core/lib/safe-get.ts'
import type { Metadata } from '../core/record.ts'

/** By service, the members of an input that name what a command is about, and what we call them. */
const TARGETS: Readonly<Record<string, readonly (readonly [member: string, word: string])[]>> = {
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

/** What a command is about: a bucket and key, a table, a queue, …; nothing else of its input is read. */
export function targetOf(service: string, input: unknown): Metadata {
  const target: Record<string, unknown> = {}
  for (const [name, word] of TARGETS[service] ?? []) {
    const value = safeGet(input, name)
    if (typeof value === 'string') target[word] = word === 'key' ? value : nameIn(value)
  }
  if (service === 'dynamodb') target.table ??= tablesOf(input)
  if (service === 'eventbridge') target.bus ??= busesOf(input)
  return target
}

const ARN = /^arn:(?:[^:]*:){4}(?:[\w-]+[:/](?=.))?/

/** The name within an ARN or a queue's URL; any other text as it is. */
function nameIn(text: string): string {
  if (text.startsWith('arn:')) return text.replace(ARN, '')
  return /^https?:/.test(text) ? text.slice(text.lastIndexOf('/') + 1) : text
}

/** The tables of a batch or a transaction. */
function tablesOf(input: unknown): string | undefined {
  const steps = safeList(safeGet(input, 'TransactItems')).flatMap((item) =>
    Object.values(item ?? {}),
  )
  const tables = steps.map((step) => safeGet(step, 'TableName'))
  return namesIn([...Object.keys(safeGet(input, 'RequestItems') ?? {}), ...tables])
}

/** The buses of events that are put; where an event names none, it is the account's own. */
function busesOf(input: unknown): string | undefined {
  const entries = safeList(safeGet(input, 'Entries'))
  return namesIn(entries.map((entry) => safeGet(entry, 'EventBusName') ?? 'default'))
}

function namesIn(values: readonly unknown[]): string | undefined {
  const texts = values.filter((value) => typeof value === 'string')
  return [...new Set(texts.map(nameIn))].join(',') || undefined
}
