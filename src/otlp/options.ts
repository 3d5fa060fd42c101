import { isObject } from '../core/lib/is-object.ts'
import { type Given, readOptions, show } from '../core/option/read-option.ts'
import { choiceRule, countRule, type Rule, type Rules, SWITCH_RULE } from '../core/option/rules.ts'
import { environment } from '../core/platform/environment.ts'
import type { AwsCredentials } from './signer.ts'

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
   * for X-Ray. A user and password in it are sent as the header `Authorization`, unless `headers` has one.
   * Environment: `OTEL_EXPORTER_OTLP_ENDPOINT`; `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` and
   * `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`, to which nothing is added.
   * @default 'http://localhost:4318'
   */
  readonly endpoint?: string
  /**
   * Headers of each request, such as the one with the backend's key. Environment:
   * `OTEL_EXPORTER_OTLP_HEADERS`, as `name=value` separated by commas, or that of a signal.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * How requests are compressed: `gzip` or `none`. Environment: `OTEL_EXPORTER_OTLP_COMPRESSION`, or that
   * of a signal.
   * @default 'gzip'
   */
  readonly compression?: 'gzip' | 'none'
  /**
   * How many milliseconds a request may take. Environment: `OTEL_EXPORTER_OTLP_TIMEOUT`, or that of a
   * signal, such as `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT`.
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

const COUNT_RULE = withoutVariable(countRule(1))
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
  if (!isObject(value)) return false
  try {
    new Headers(value as Record<string, string>)
    return true
  } catch {
    return false
  }
}

/**
 * Returns the options that are given.
 * @throws TypeError that names the wrong option and its value
 */
export function checkOtlpOptions(options: OtlpOptions): Given<OtlpOptions> {
  return readOptions(options, RULES, 'otlp.')
}

/**
 * Returns an option that OpenTelemetry's variable sets, if it is set.
 * @throws TypeError that names the variable and its value
 */
export function readVariable(
  option: keyof OtlpOptions,
  variable: string,
  parse: (text: string) => unknown = String,
): Given<OtlpOptions> {
  const text = environment(variable)
  if (text === undefined) return {}
  const { expected, accepts, isSecret }: Rule<unknown> = RULES[option]
  const value = parse(text)
  if (accepts(value)) return { [option]: value }
  const shown = isSecret ? 'a text' : show(text)
  throw new TypeError(`hoptrace: ${variable} must be ${expected}, got ${shown}`)
}
