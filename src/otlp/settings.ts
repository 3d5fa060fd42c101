import type { Given } from '../core/option/read-option.ts'
import { maskReports } from '../core/outcome/fault-report.ts'
import { environment } from '../core/platform/environment.ts'
import { createRedactor } from '../core/redact/redactor.ts'
import { checkOtlpOptions, isUrl, type OtlpOptions, readVariable, URL_EXPECTED } from './options.ts'
import type { Destination } from './post.ts'
import { parsePairs } from './resource.ts'
import { xrayDestination } from './xray-endpoint.ts'

const PREFIX = 'OTEL_EXPORTER_OTLP_'

/** The options of `otlp()` with their defaults. */
export interface OtlpSettings {
  readonly spans: Destination
  /** `undefined` if no log records are sent. */
  readonly logRecords: Destination | undefined
  readonly maxQueueSize: number
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveOtlpOptions(options: OtlpOptions): OtlpSettings {
  // A forwarder, and a replay of past records, have no `tracing()` that does.
  maskReports(createRedactor().text, false)
  const defaultQueueSize = 2_048
  const { logs = false, maxQueueSize = defaultQueueSize } = checkOtlpOptions(defined(options))
  if (logs && (options.endpoint ?? variable('ENDPOINT')) === 'xray')
    throw new TypeError("hoptrace: option 'otlp.logs' must be false if the endpoint is 'xray'")
  return {
    spans: destinationOf('TRACES', '/v1/traces', options),
    // Variables that are not used are not checked.
    logRecords: logs ? destinationOf('LOGS', '/v1/logs', options) : undefined,
    maxQueueSize,
  }
}

/** Returns where a signal is sent. A variable of the signal wins over the one of all signals. */
function destinationOf(signal: string, path: string, options: OtlpOptions): Destination {
  const given = { ...environmentOptions(signal), ...checkOtlpOptions(defined(options)) }
  const defaultEndpoint = 'http://localhost:4318'
  const defaultTimeoutMs = 10_000
  const { endpoint = defaultEndpoint, headers = {}, timeoutMs = defaultTimeoutMs } = given
  const common = { isCompressed: given.compression !== 'none', timeoutMs }
  const own = options.endpoint === undefined ? variable(`${signal}_ENDPOINT`) : undefined
  if (own !== undefined && !isUrl(own))
    throw new TypeError(
      `hoptrace: OTEL_EXPORTER_OTLP_${signal}_ENDPOINT must be ${URL_EXPECTED}, got '${own}'`,
    )
  if (own === undefined && endpoint === 'xray')
    return xrayDestination(path, common, given.credentials)
  return { ...common, url: own ?? withPath(endpoint, path), headers: () => headers }
}

/** Also users who give the whole address get the right one. */
function withPath(endpoint: string, path: string): string {
  const url = new URL(endpoint)
  url.pathname = url.pathname.replace(/\/(?:v1\/(?:traces|logs)\/?)?$/, '') + path
  return url.href
}

function environmentOptions(signal: string): Given<OtlpOptions> {
  const read = (option: keyof OtlpOptions, name: string, parse?: (text: string) => unknown) => {
    const ofSignal = variable(`${signal}_${name}`) === undefined ? name : `${signal}_${name}`
    return readVariable(option, PREFIX + ofSignal, parse)
  }
  return {
    // That of the signal is used as it is.
    ...readVariable('endpoint', `${PREFIX}ENDPOINT`),
    ...read('headers', 'HEADERS', parsePairs),
    ...read('compression', 'COMPRESSION'),
    ...read('timeoutMs', 'TIMEOUT', Number),
  }
}

function variable(name: string): string | undefined {
  return environment(PREFIX + name)
}

function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
