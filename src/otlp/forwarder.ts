import { readOptions } from '../core/option/read-option.ts'
import { type Rules, textRule } from '../core/option/rules.ts'
import { ticks } from '../core/platform/clock.ts'
import type { RequestRecord } from '../lines/record.ts'
import { deliver } from './deliver.ts'
import { readHeadersSecret } from './headers-secret.ts'
import type { OtlpOptions } from './options.ts'
import type { Destination } from './post.ts'
import { recordsInPayload } from './read-payload.ts'
import { report } from './sender.ts'
import { resolveOtlpOptions } from './settings.ts'
import { createConverter } from './spans-of-records.ts'

/** Options of `forwarder()`. An option given in code wins over its environment variable. */
export interface ForwarderOptions extends Omit<OtlpOptions, 'maxQueueSize'> {
  /**
   * The ARN of a secret in AWS Secrets Manager with more headers: a JSON object of names and values.
   * It is read when the function starts. Environment: `HOPTRACE_HEADERS_SECRET`.
   * @default none
   */
  readonly headersSecret?: string
}

/** What CloudWatch Logs, or Firehose, invokes the function with. */
export interface ForwarderEvent {
  /** Of a subscription of CloudWatch Logs. */
  readonly awslogs?: { readonly data: string }
  /** Of a transformation of Firehose. */
  readonly records?: readonly { readonly recordId: string; readonly data: string }[]
}

/** The part of Lambda's context that is used. */
interface ForwarderContext {
  getRemainingTimeInMillis?(): number
}

const DEFAULT_TIME_MS = 30_000
const RULES: Rules<Pick<ForwarderOptions, 'headersSecret'>> = {
  headersSecret: textRule('the ARN of a secret', (text) =>
    /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+$/.test(text),
  ),
}

/**
 * Creates a Lambda handler that makes spans of log lines, and sends them to an OpenTelemetry collector, or
 * to any backend that takes OTLP. It is the destination of subscriptions of CloudWatch Logs, or a
 * transformation of Firehose. The functions that write the lines need no exporter, and pay nothing.
 *
 * If the collector doesn't take the spans, the invocation fails, so that Lambda repeats it: spans that
 * are sent twice have the same ids. It also fails for an event that is neither of the two.
 * @param options see {@link ForwarderOptions}
 * @returns the handler to export
 * @throws TypeError if an option or an environment variable is wrong
 *
 * @example
 * import { forwarder } from 'hoptrace/otlp'
 *
 * export const handler = forwarder({ endpoint: 'https://otlp.example.com', logs: true })
 */
export function forwarder(
  options: ForwarderOptions = {},
): (event: ForwarderEvent, context?: ForwarderContext) => Promise<unknown> {
  const { headersSecret: given, ...others } = options
  const own = given === undefined ? {} : { headersSecret: given }
  const { headersSecret } = readOptions(own, RULES, '')
  const { spans, logRecords } = resolveOtlpOptions(others)
  const { credentials } = options
  const convert = createConverter(logRecords !== undefined)

  const readSecret = (): Promise<Readonly<Record<string, string>>> =>
    headersSecret === undefined
      ? Promise.resolve({})
      : readHeadersSecret(headersSecret, credentials)
  // At init. A failure is that of the invocation, which reads it again.
  let secret: ReturnType<typeof readSecret> | undefined = readSecret()
  secret.catch(() => {
    secret = undefined
  })

  const send = async (
    records: readonly RequestRecord[],
    context: ForwarderContext,
  ): Promise<void> => {
    const items = convert(records)
    const startedAt = ticks()
    const remainingTime = (): number =>
      context.getRemainingTimeInMillis?.() ?? startedAt + DEFAULT_TIME_MS - ticks()
    secret ??= readSecret()
    const more = await secret
    const withMore = (destination: Destination): Destination => ({
      ...destination,
      headers: async (body) => ({ ...(await destination.headers(body)), ...more }),
    })
    await deliver('spans', items.spans, withMore(spans), remainingTime)
    if (logRecords !== undefined) {
      await deliver('logRecords', items.logRecords, withMore(logRecords), remainingTime)
    }
  }

  return async function forward(event, context = {}) {
    if (event.records !== undefined) return transform(event.records, context, send)
    await send(recordsInPayload(event.awslogs?.data) ?? [], context)
    return undefined
  }
}

interface Payload {
  readonly records: readonly RequestRecord[]
  /** What Firehose does with it, if the records are sent. */
  readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed'
}

/** Reads the data of a record of Firehose, and reports what can't be read. */
function readPayload(data: unknown): Payload {
  try {
    const records = recordsInPayload(data)
    return records ? { records, result: 'Ok' } : { records: [], result: 'Dropped' }
  } catch (error) {
    report({ what: 'a record of Firehose is lost', detail: (error as Error).message })
    return { records: [], result: 'ProcessingFailed' }
  }
}

/**
 * Firehose gets its records back as they are. Those that CloudWatch Logs sends to test the delivery are
 * dropped. Firehose puts those that can't be read aside.
 */
async function transform(
  records: NonNullable<ForwarderEvent['records']>,
  context: ForwarderContext,
  send: (records: readonly RequestRecord[], context: ForwarderContext) => Promise<void>,
): Promise<object> {
  const parsed = records.map(({ recordId, data }) => ({
    recordId,
    data,
    payload: readPayload(data),
  }))
  const isSent = await send(
    parsed.flatMap(({ payload }) => payload.records),
    context,
  ).then(
    () => true,
    () => false,
  )
  return {
    records: parsed.map(({ recordId, data, payload: { result } }) => {
      return { recordId, result: isSent || result !== 'Ok' ? result : 'ProcessingFailed', data }
    }),
  }
}
