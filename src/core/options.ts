import type { Exporter } from './exporter.ts'
import type { MetricsOptions } from './metrics/metric-options.ts'
import type { HeaderReader } from './propagation/inbound.ts'
import type { Targets } from './propagation/targets.ts'
import type { TraceIdInBody } from './propagation/trace-id-in-body.ts'
import type { Level } from './record.ts'
import type { RedactOptions } from './redact/redact-options.ts'
import type { SamplingOptions } from './sampling/sampler.ts'

/**
 * Options that every adapter takes. An option given in code wins over its environment variable.
 *
 * @example
 * import type { TracingOptions } from 'hoptrace'
 *
 * export const options: TracingOptions = {
 *   service: 'shop',
 *   level: 'warn',
 *   failureLevel: 'debug',
 *   sampling: { rate: 0.1 },
 * }
 */
export interface TracingOptions {
  /**
   * The service's name, on every record. Environment: `HOPTRACE_SERVICE`.
   * @default `AWS_LAMBDA_FUNCTION_NAME`, the package's name if npm runs the process, or `unknown`
   */
  readonly service?: string
  /**
   * The build that runs, such as a commit: on starts and endings. Environment: `HOPTRACE_VERSION`.
   * @default the number of the Lambda function's version, `NEXT_DEPLOYMENT_ID` or `VERCEL_GIT_COMMIT_SHA`
   */
  readonly version?: string
  /**
   * Where the service runs, such as `dev` or `prod`: on starts and endings, and a dimension of metrics.
   * Environment: `HOPTRACE_STAGE`.
   * @default none
   */
  readonly stage?: string
  /**
   * What the request does, such as `bg-remover:process`. It becomes a metric dimension, so it must
   * have few different values. Environment: `HOPTRACE_ACTION`.
   * @default the method and the route's pattern, or the function's name; on `node:http` the method
   */
  readonly action?: string
  /**
   * Where the code runs. Environment: `HOPTRACE_LAYER`.
   * @default `lambda` for Middy; `api-route`, `proxy`, `server-action` or `server-component`
   * for Next.js; `backend-api` for servers of `node:http`
   */
  readonly layer?: string
  /**
   * The lowest level that is written. `silent` writes nothing to stdout; exporters, `HOPTRACE_FILE`
   * and captures of tests get what `info` writes. Environment: `HOPTRACE_LEVEL`.
   * @default the Lambda function's application log level, or `info`
   */
  readonly level?: Level | 'silent'
  /**
   * The lowest level that is written if the request fails: `debug` shows what led to the failure.
   * Records below `level` are held back until the request ends. Environment: `HOPTRACE_FAILURE_LEVEL`.
   * @default the option `level`
   */
  readonly failureLevel?: Level
  /**
   * Whether a caller's trace is continued: always, never, or if a function of the request's headers
   * returns `true`. The trace of a caller that is refused is neither continued nor sent on.
   * Environment: `HOPTRACE_ACCEPT_INBOUND`.
   * @default true
   */
  readonly acceptInbound?: boolean | ((header: HeaderReader) => boolean)
  /**
   * Whether the caller's sampled flag decides instead of `sampling`: that of `traceparent` for
   * records, that of `X-Amzn-Trace-Id` for X-Ray outside of Lambda. Environment:
   * `HOPTRACE_TRUST_SAMPLING`.
   * @default false
   */
  readonly trustSampling?: boolean
  /**
   * The hosts that `trace.fetch` sends the trace to: `api.example.com`, `localhost:3000`,
   * `*.example.com`, a URL, which stands for its scheme, host and port, or a regular expression that is
   * matched against the host. Environment: `HOPTRACE_PROPAGATE_TO`, separated by commas.
   * @default all hosts
   */
  readonly propagateTo?: Targets
  /**
   * Which requests to other services are calls. `auto`: all that are sent by `fetch` and `node:http`,
   * also through libraries; those that `trace.fetch` doesn't send carry the trace only if `propagateTo`
   * names their host. `explicit`: those of `trace.fetch`, `trace.call` and traced AWS clients. Environment:
   * `HOPTRACE_CALLS`.
   * @default 'auto'
   */
  readonly calls?: 'auto' | 'explicit'
  /**
   * Which JSON response bodies get a `traceId`: `errors` (4xx and 5xx), `always` or `never`. Bodies of
   * GraphQL, JSON-RPC and the like never do. To add it to a body, the whole body is read first. Environment: `HOPTRACE_TRACE_ID_IN_BODY`.
   * @default 'errors'
   */
  readonly traceIdInBody?: TraceIdInBody
  /** What is masked in records, in addition to what always is. */
  readonly redact?: RedactOptions
  /** Which requests keep all of their records. Those that fail do, up to a budget. */
  readonly sampling?: SamplingOptions
  /**
   * Whether each ending is also a CloudWatch metric, and which metrics it has. CloudWatch bills
   * custom metrics. Environment: `HOPTRACE_METRICS`.
   * @default false
   */
  readonly metrics?: boolean | MetricsOptions
  /**
   * Where each request, hop and call is sent in addition to the log, such as `xray()` of
   * `hoptrace/xray`. `undefined` in the list is skipped.
   * @default none
   */
  readonly exporters?: readonly (Exporter | undefined)[]
  /**
   * The names of the attributes, which `trace.set` sets, that exporters get. The log has all of them.
   * Environment: `HOPTRACE_EXPORT_ATTRIBUTES`, separated by commas.
   * @default all
   */
  readonly exportAttributes?: readonly string[]
  /**
   * How many milliseconds a host that can wait, waits for exporters that send in batches, such as
   * `otlp()`: Lambda before it answers, at most half of the time that remains; Next.js after the answer.
   * Environment: `HOPTRACE_FLUSH_TIMEOUT_MS`.
   * @default 500
   */
  readonly flushTimeoutMs?: number
}
