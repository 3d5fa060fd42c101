import { openTelemetry } from './otlp-wrapper.ts'
import { asRecord } from './record.ts'
import { readTime } from './time.ts'
import { vercelDrain, vercelRequest } from './vercel-wrappers.ts'
import { type Fields, fieldsOf, text, type Wrapped } from './wrapped.ts'

type Wrapper = (value: Fields) => readonly Wrapped[] | undefined

/** In their order: a wrapper that looks at fewer fields comes later. */
const WRAPPERS: readonly Wrapper[] = [
  list,
  subscription,
  logEvents,
  queryResults,
  queryRow,
  openTelemetry,
  firehose,
  vercelRequest,
  vercelDrain,
  lambdaTelemetry,
  docker,
  written,
]

/** Returns what stands in a JSON object that wraps it; `undefined` if the object wraps nothing. */
export function eventsIn(value: Fields): readonly Wrapped[] | undefined {
  for (const wrapper of WRAPPERS) {
    const wrapped = wrapper(value)
    if (wrapped !== undefined) return wrapped
  }
  return undefined
}

function list(value: Fields): Wrapped[] | undefined {
  const isList = Array.isArray(value) && value.some((item) => fieldsOf(item) !== undefined)
  return isList ? value.flatMap(itemOf) : undefined
}

function itemOf(item: unknown): Wrapped[] {
  const content = fieldsOf(item)
  return content === undefined ? [] : [{ content }]
}

/** `{"awslogs":{"data":"H4sI…"}}` */
function subscription({ awslogs }: Fields): Wrapped[] | undefined {
  const data = fieldsOf(awslogs)?.data
  return typeof data === 'string' ? [{ content: data }] : undefined
}

/** A subscription's decoded data, and what `filter-log-events` and `get-log-events` print. */
function logEvents(value: Fields): Wrapped[] | undefined {
  const { messageType, logGroup, logStream } = value
  if (messageType === 'CONTROL_MESSAGE') return []
  const events = value.logEvents ?? value.events
  if (!Array.isArray(events)) return undefined
  return events.flatMap((event): Wrapped[] => {
    const { message, timestamp, logStreamName } = fieldsOf(event) ?? {}
    if (typeof message !== 'string') return []
    const stream = text(logStreamName ?? logStream)
    return [{ content: message, time: readTime(timestamp), stream, log: text(logGroup) }]
  })
}

/** `get-query-results`: rows of cells. */
function queryResults({ results }: Fields): Wrapped[] | undefined {
  if (!Array.isArray(results) || !results.every(Array.isArray)) return undefined
  return results.map((cells: unknown[]) => {
    const pairs = cells.map((cell) => {
      const { field, value } = fieldsOf(cell) ?? {}
      return [String(field), value]
    })
    return { content: Object.fromEntries(pairs) }
  })
}

/** A row of Logs Insights, also from the console's export. */
function queryRow(value: Fields): Wrapped[] | undefined {
  const content = contentOf(value['@message'])
  if (content === undefined) return undefined
  const { '@timestamp': time, '@logStream': stream, '@log': log } = value
  return [{ content, time: readTime(time), stream: text(stream), log: text(log) }]
}

/** Records of Firehose and Kinesis, with data in Base64. */
function firehose(value: Fields): Wrapped[] | undefined {
  const records = value.records ?? value.Records
  if (!Array.isArray(records)) return undefined
  const found = records.flatMap((record): Wrapped[] => {
    const { data, kinesis } = fieldsOf(record) ?? {}
    const packed = data ?? fieldsOf(kinesis)?.data
    if (typeof packed !== 'string') return []
    const content = packed.startsWith('H4sI') ? packed : Buffer.from(packed, 'base64').toString()
    return [{ content }]
  })
  return found.length === 0 ? undefined : found
}

/** Lambda's Telemetry API: what a function or an extension wrote. */
function lambdaTelemetry({ time, type, record }: Fields): Wrapped[] | undefined {
  const content = contentOf(record)
  const isWritten = type === 'function' || type === 'extension'
  return isWritten && content !== undefined ? [{ content, time: readTime(time) }] : undefined
}

/** Docker's files, and what Fluent Bit makes of them. */
function docker({ log, time, stream, container_id, message }: Fields): Wrapped[] | undefined {
  const isDocker = stream === 'stdout' || stream === 'stderr' || container_id !== undefined
  if (typeof log !== 'string' || message !== undefined || !isDocker) return undefined
  return [{ content: log, time: readTime(time), stream: text(container_id) }]
}

/** Names of what a logger was told to write: Lambda, journald, pm2, Loki, Google Cloud. */
const WRITTEN = ['message', 'MESSAGE', 'log', 'line', 'textPayload', 'jsonPayload'] as const

/** A record that a logger put into its own JSON: another service may have sent it. */
function written(value: Fields): Wrapped[] | undefined {
  const name = WRITTEN.find((one) => isRecordIn(value[one]))
  if (name === undefined) return undefined
  const { requestId, timestamp, process_id } = value
  // Any application's logger may write `message`. pm2 adds the id of a process.
  const isOpen = name === 'message' && process_id === undefined
  const content = value[name] as string | object
  const facts = requestId === undefined ? undefined : { requestId }
  const around = isOpen ? { prefix: '{"message":' } : {}
  return [{ content, time: readTime(timestamp), facts, ...around }]
}

function isRecordIn(value: unknown): boolean {
  return typeof value === 'string' ? /^\{.*"spanId":/.test(value) : asRecord(value) !== undefined
}

function contentOf(value: unknown): string | object | undefined {
  return typeof value === 'string' ? value : fieldsOf(value)
}
