import { environment, hideVariable } from '../core/platform/environment.ts'

const VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS'

/** Where the daemon receives datagrams. */
export interface Address {
  readonly host: string
  readonly port: number
}

const DEFAULT_ADDRESS: Address = { host: '127.0.0.1', port: 2000 }
// Like the SDK, which throws for a host that contains one of these words.
const ONE_ADDRESS = /^(?!.*(?:udp|tcp))([^\s:]+):([1-9]\d{0,4})$/
const TCP = /tcp:[^\s:]+:[1-9]\d{0,4}/
const UDP = /udp:([^\s:]+):([1-9]\d{0,4})/
const TWO_ADDRESSES = new RegExp(`^(?:${TCP.source} ${UDP.source}|${UDP.source} ${TCP.source})$`)
const MAX_PORT = 65_535

/**
 * Returns the daemon's address from the environment.
 * @throws TypeError that names the variable and its value, if the address is malformed
 */
export function daemonAddress(): Address {
  const text = environment(VARIABLE)
  const address = text === undefined ? DEFAULT_ADDRESS : parseAddress(text)
  if (address !== undefined) return address
  const forms = 'host:port or tcp:host:port udp:host:port'
  throw new TypeError(`hoptrace: ${VARIABLE} must be ${forms}, got '${text}'`)
}

/** Hides the variable if its address is malformed. Returns a function that restores it. */
export function hideMalformedAddress(): () => void {
  const isMalformed = parseAddress(environment(VARIABLE) ?? '') === undefined
  return isMalformed ? hideVariable(VARIABLE) : () => undefined
}

function parseAddress(text: string): Address | undefined {
  const found = ONE_ADDRESS.exec(text.trim()) ?? TWO_ADDRESSES.exec(text.trim()) ?? []
  const [host, port] = found.slice(1).filter(Boolean)
  return host !== undefined && Number(port) <= MAX_PORT ? { host, port: Number(port) } : undefined
}
