import type { Given } from '../core/option/read-option.ts'
import { maskReports } from '../core/outcome/fault-report.ts'
import { createRedactor } from '../core/redact/redactor.ts'
import { checkOtlpOptions, type OtlpOptions, readVariable } from './options.ts'
import type { Destination } from './post.ts'
import { decoded, parsePairs } from './resource.ts'
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
  const { logs = false, maxQueueSize = defaultQueueSize } = checkOtlpOptions(options)
  return {
    spans: destinationOf('TRACES', '/v1/traces', options),
    // Variables that are not used are not checked.
    logRecords: logs ? destinationOf('LOGS', '/v1/logs', options) : undefined,
    maxQueueSize,
  }
}

/** Returns where a signal is sent. A variable of the signal wins over the one of all signals. */
function destinationOf(signal: string, path: string, options: OtlpOptions): Destination {
  const given = { ...environmentOptions(signal), ...checkOtlpOptions(options) }
  const defaultEndpoint = 'http://localhost:4318'
  const defaultTimeoutMs = 10_000
  const { endpoint = defaultEndpoint, headers = {}, timeoutMs = defaultTimeoutMs } = given
  const common = { isCompressed: given.compression !== 'none', timeoutMs }
  // That of the signal is used as it is.
  const { endpoint: own } =
    options.endpoint === undefined ? readVariable('endpoint', `${PREFIX}${signal}_ENDPOINT`) : {}
  if ((own ?? endpoint) === 'xray') {
    if (signal === 'LOGS')
      throw new TypeError("hoptrace: option 'otlp.logs' must be false if the endpoint is 'xray'")
    return xrayDestination(path, common, given.credentials)
  }
  const url = new URL(own ?? endpoint)
  // Also users who give the whole address get the right one.
  if (own === undefined)
    url.pathname = url.pathname.replace(/\/(?:v1\/(?:traces|logs)\/?)?$/, '') + path
  const sent = Object.fromEntries(withUser(new Headers(headers), url))
  return { ...common, url: url.href, headers: () => sent }
}

/** Takes user and password out of an address, where `fetch` refuses them, and sends them as a header. */
function withUser(headers: Headers, url: URL): Headers {
  const user = decoded(`${url.username}:${url.password}`)
  if (user !== ':' && !headers.has('authorization'))
    headers.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`)
  url.username = url.password = ''
  return headers
}

function environmentOptions(signal: string): Given<OtlpOptions> {
  const read = (option: keyof OtlpOptions, name: string, parse?: (text: string) => unknown) => ({
    ...readVariable(option, PREFIX + name, parse),
    ...readVariable(option, `${PREFIX}${signal}_${name}`, parse),
  })
  return {
    ...readVariable('endpoint', `${PREFIX}ENDPOINT`),
    ...read('headers', 'HEADERS', parsePairs),
    ...read('compression', 'COMPRESSION'),
    ...read('timeoutMs', 'TIMEOUT', Number),
  }
}
