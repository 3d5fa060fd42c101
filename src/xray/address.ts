import { environment, hideVariable } from '../core/platform/environment.ts'

const VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS'

/** Where the daemon takes datagrams. */
export interface Address {
  readonly host: string
  readonly port: number
}

const DEFAULT: Address = { host: '127.0.0.1', port: 2000 }
// Nothing that the SDK wouldn't take: it throws for one of these words within a host of its own.
const ONE = /^(?!.*(?:udp|tcp))([^\s:]+):([1-9]\d{0,4})$/
const TCP = /tcp:[^\s:]+:[1-9]\d{0,4}/
const UDP = /udp:([^\s:]+):([1-9]\d{0,4})/
const BOTH = new RegExp(`^(?:${TCP.source} ${UDP.source}|${UDP.source} ${TCP.source})$`)
const MOST = 65_535

/**
 * Where the environment says that the daemon is.
 * @throws TypeError that names the variable and what it holds, when that is no address
 */
export function daemonAddress(): Address {
  const text = environment(VARIABLE)
  const address = text === undefined ? DEFAULT : parse(text)
  if (address !== undefined) return address
  const forms = 'host:port or tcp:host:port udp:host:port'
  throw new TypeError(`hoptrace: ${VARIABLE} must be ${forms}, got '${text}'`)
}

/** Hides what is no address until it is shown again, by what this returns. */
export function hideWrongAddress(): () => void {
  const isWrong = parse(environment(VARIABLE) ?? '') === undefined
  return isWrong ? hideVariable(VARIABLE) : () => undefined
}

function parse(text: string): Address | undefined {
  const [host, port] = (ONE.exec(text.trim()) ?? BOTH.exec(text.trim()) ?? [])
    .slice(1)
    .filter(Boolean)
  return host !== undefined && Number(port) <= MOST ? { host, port: Number(port) } : undefined
}
