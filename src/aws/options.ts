import { safeGet } from '../core/lib/safe-get.ts'
import { checkNames, readOption, SWITCH_RULE } from '../core/option/read-option.ts'

/** What is needed of a client: every service client of the AWS SDK v3 has it. */
export interface SdkClient {
  readonly config: object
  readonly middlewareStack: { add(middleware: never, options: never): void }
}

/** Options of a traced client. */
export interface TraceClientOptions {
  /**
   * Whether the trace is also put where the receiver's code finds it among its own data, or where
   * it changes which requests count as the same: as the member `_trace` into the JSON records of
   * Kinesis and Firehose, the payload of asynchronous Lambda invocations, and the input of Step
   * Functions executions with a name.
   * @default `HOPTRACE_PAYLOAD`, or `false`
   */
  readonly payload?: boolean
}

/**
 * Checks what `traceClient` was given, and fills in what it leaves open.
 * @throws TypeError that names what is wrong
 */
export function resolveClientOptions(
  client: unknown,
  options: TraceClientOptions,
): Required<TraceClientOptions> {
  if (typeof safeGet(safeGet(client, 'middlewareStack'), 'add') !== 'function') {
    const given = client === null ? 'null' : typeof client
    throw new TypeError(`hoptrace: traceClient takes a client of the AWS SDK v3, got ${given}`)
  }
  checkNames(options, ['payload'])
  return { payload: readOption(options, 'payload', SWITCH_RULE) ?? false }
}
