import { readOptions } from '../core/option/read-option.ts'
import { choiceRule, countRule, type Rule, type Rules, SWITCH_RULE } from '../core/option/rules.ts'
import { maskReports } from '../core/outcome/fault-report.ts'
import { environment } from '../core/platform/environment.ts'
import { createRedactor } from '../core/redact/redactor.ts'
import type { Signal } from './batch.ts'
import type { Destination } from './post.ts'
import { parsePairs } from './resource.ts'
import type { AwsCredentials } from './signer.ts'
import { xrayDestination } from './xray-endpoint.ts'

/**
 * Options of `otlp()`. An option given in code wins over OpenTelemetry's environment variable.
 *
 * @example
 * import type { OtlpOptions } from 'hoptrace/otlp'
 *
 * export const options: OtlpOptions = { endpoint: 'http://localhost:4318', logs: true }
 */
export interface OtlpOptions {
  /**
   * The collector's address, to which `/v1/traces` and `/v1/logs` are added; or `xray`, AWS's own endpoint
   * for X-Ray. Environment: `OTEL_EXPORTER_OTLP_ENDPOINT`; `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` and
   * `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`, to which nothing is added.
   * @default 'http://localhost:4318'
   */
  readonly endpoint?: string
  /**
   * Headers of each request, such as the one with the backend's key. Environment:
   * `OTEL_EXPORTER_OTLP_HEADERS`, as `name=value` separated by commas.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * How requests are compressed: `gzip` or `none`. Environment: `OTEL_EXPORTER_OTLP_COMPRESSION`.
   * @default 'gzip'
   */
  readonly compression?: 'gzip' | 'none'
  /**
   * How many milliseconds a request may take. Environment: `OTEL_EXPORTER_OTLP_TIMEOUT`.
   * @default 10000
   */
  readonly timeoutMs?: number
  /**
   * Whether lines and failures are sent as log records too. X-Ray's endpoint takes none.
   * @default false
   */
  readonly logs?: boolean
  /**
   * How many spans, and how many log records, wait for the collector at most. Later ones are lost.
   * @default 2048
   */
  readonly maxQueueSize?: number
  /**
   * Returns the credentials that sign requests to `xray`.
   * @default those in the environment variables, which Lambda sets
   */
  readonly credentials?: () => Promise<AwsCredentials>
}

const COUNT_RULE: Rule<number> = { ...countRule(1), parse: undefined as never }
const RULES: Rules<OtlpOptions> = {
  endpoint: {
    expected: "a URL of http or https, or 'xray'",
    accepts: (value): value is string => value === 'xray' || isUrl(value),
  },
  headers: {
    expected: 'an object of valid names and values of headers',
    accepts: (value): value is Readonly<Record<string, string>> => isHeaders(value),
    isSecret: true,
  },
  compression: withoutVariable(choiceRule<'gzip' | 'none'>('gzip', 'none')),
  timeoutMs: COUNT_RULE,
  logs: withoutVariable(SWITCH_RULE),
  maxQueueSize: COUNT_RULE,
  credentials: {
    expected: 'a function',
    accepts: (value): value is () => Promise<AwsCredentials> => typeof value === 'function',
  },
}

/** The variables are OpenTelemetry's. */
function withoutVariable<T>({ expected, accepts }: Rule<T>): Rule<T> {
  return { expected, accepts }
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:/.test(value)
}

function isHeaders(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  try {
    new Headers(value as Record<string, string>)
    return true
  } catch {
    return false
  }
}

/** The options with their defaults. */
export interface OtlpSettings {
  readonly destinations: Readonly<Record<Signal, Destination>>
  readonly logs: boolean
  readonly maxQueueSize: number
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveOtlpOptions(options: OtlpOptions): OtlpSettings {
  // A forwarder, and a replay of past records, have no `tracing()` that does.
  maskReports(createRedactor().text, false)
  const defaultEndpoint = 'http://localhost:4318'
  const defaultTimeoutMs = 10_000
  const defaultQueueSize = 2_048
  const given = readOptions({ ...environmentOptions(), ...defined(options) }, RULES, 'otlp.')
  const { endpoint = defaultEndpoint, headers = {}, timeoutMs = defaultTimeoutMs } = given
  const common = { isCompressed: given.compression !== 'none', timeoutMs }
  const { logs = false, maxQueueSize = defaultQueueSize, credentials } = given
  if (logs && endpoint === 'xray')
    throw new TypeError("hoptrace: option 'otlp.logs' must be false if the endpoint is 'xray'")
  const destinationOf = (path: string, variable: string): Destination => {
    const own = options.endpoint === undefined ? environment(variable) : undefined
    if (own === undefined && endpoint === 'xray') return xrayDestination(path, common, credentials)
    if (own !== undefined && !isUrl(own))
      throw new TypeError(`hoptrace: ${variable} must be ${RULES.endpoint.expected}, got '${own}'`)
    return { ...common, url: own ?? withPath(endpoint, path), headers: () => headers }
  }
  return {
    destinations: {
      spans: destinationOf('/v1/traces', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
      logRecords: destinationOf('/v1/logs', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'),
    },
    logs,
    maxQueueSize,
  }
}

/** Also users who give the whole address get the right one. */
function withPath(endpoint: string, path: string): string {
  const url = new URL(endpoint)
  url.pathname = url.pathname.replace(/\/(?:v1\/(?:traces|logs)\/?)?$/, '') + path
  return url.href
}

function environmentOptions(): Partial<OtlpOptions> {
  const read = (name: string): string | undefined => environment(`OTEL_EXPORTER_OTLP_${name}`)
  const [headers, timeout] = [read('HEADERS'), read('TIMEOUT')]
  return defined({
    endpoint: read('ENDPOINT'),
    headers: headers === undefined ? undefined : parsePairs(headers),
    compression: read('COMPRESSION'),
    timeoutMs: timeout === undefined ? undefined : Number(timeout),
  }) as Partial<OtlpOptions>
}

function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
