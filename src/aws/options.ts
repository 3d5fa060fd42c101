import { safeGet } from '../core/lib/safe-get.ts'
import { readOptions } from '../core/option/read-option.ts'
import { SWITCH_RULE } from '../core/option/rules.ts'

/** The members of an AWS SDK v3 client that are used. */
export interface SdkClient {
  readonly config: object
  readonly middlewareStack: { add(middleware: never, options: never): void }
}

/** Options of {@link traceClient}. */
export interface TraceClientOptions {
  /**
   * Whether the trace is also put among the receiver's own data, as the member `_trace`: in the
   * JSON data of Kinesis and Firehose, the payload of asynchronous Lambda invocations, and the
   * input of Step Functions executions with a name. Environment: `HOPTRACE_PAYLOAD`.
   * @default false
   */
  readonly payload?: boolean
}

/**
 * Checks the arguments of `traceClient` and fills in the defaults.
 * @throws TypeError that names the wrong argument, option or environment variable
 */
export function resolveClientOptions(
  client: unknown,
  options: TraceClientOptions,
): Required<TraceClientOptions> {
  if (typeof safeGet(safeGet(client, 'middlewareStack'), 'add') !== 'function') {
    const given = client === null ? 'null' : typeof client
    throw new TypeError(`hoptrace: traceClient takes a client of the AWS SDK v3, got ${given}`)
  }
  return { payload: false, ...readOptions(options, { payload: SWITCH_RULE }) }
}
