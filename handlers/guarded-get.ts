import { lookup } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { BlockList, isIPv6, type LookupFunction } from 'node:net'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { Failure } from './failure.ts'

/** Which hosts may be asked, and for how long. */
export interface GuardedGetOptions {
  /** Origins such as `http://127.0.0.1:4000` whose address may be private. */
  allowedOrigins: readonly string[]
  /** Destroys the connection when it is aborted, even while the body arrives. */
  signal: AbortSignal
}

const HEADERS = {
  accept: 'image/png, image/jpeg, image/webp',
  'accept-encoding': 'identity',
  'user-agent': 'bg-remover',
}

/**
 * The IPv6 addresses that IANA assigns. The filtering agents know the special ranges within it, but
 * treat all other addresses, such as the IPv4-compatible `::7f00:1`, as public.
 */
const ASSIGNED_IPV6 = new BlockList()
ASSIGNED_IPV6.addSubnet('2000::', 3, 'ipv6')

/**
 * Sends a GET request for a picture to a public address or an allowed origin, on a new connection.
 * The connection ends when the body is read or destroyed.
 * @throws Failure `IMAGE_ADDRESS_REFUSED` for other addresses, else the network's error
 */
export async function guardedGet(
  url: URL,
  { allowedOrigins, signal }: GuardedGetOptions,
): Promise<IncomingMessage> {
  const isHttps = url.protocol === 'https:'
  if ((!isHttps && url.protocol !== 'http:') || url.username || url.password) {
    throw refusal()
  }
  const isAllowed = allowedOrigins.includes(url.origin)
  if (!isAllowed && isUnassigned(url.hostname.replace(/^\[|\]$/g, ''))) {
    throw refusal()
  }
  const { request } = isHttps ? https : http
  const agent = isAllowed ? openAgent(isHttps) : filteringAgent(isHttps)
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: HEADERS, signal })
      .on('response', resolve)
      .on('error', (error) => reject(isRefusedByAgent(error) ? refusal(error) : error))
      // A 101 closes the connection without a response or an error.
      .on('close', () => reject(new Error('The connection closed without a response')))
      .end()
  })
}

// Each request has its own agent, so that no socket, TLS session or host name is reused.
function openAgent(isHttps: boolean): http.Agent {
  return isHttps ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false })
}

function filteringAgent(isHttps: boolean): http.Agent {
  const options = { keepAlive: false, lookup: lookupAssigned }
  return isHttps ? new RequestFilteringHttpsAgent(options) : new RequestFilteringHttpAgent(options)
}

/** Looks a name up for the agent, which filters and connects to the same addresses. */
const lookupAssigned: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, found, family) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found]
    callback(error ?? (addresses.some(isUnassigned) ? refusal() : null), found, family)
  })
}

function isUnassigned(address: string): boolean {
  return isIPv6(address) && !ASSIGNED_IPV6.check(address, 'ipv6')
}

// The filtering agents give their errors no code.
function isRefusedByAgent(error: Error): boolean {
  return /^DNS lookup .+ is not allowed/.test(error.message)
}

function refusal(cause?: Error): Failure {
  const message = 'Pictures are fetched from public http and https addresses only.'
  return new Failure(400, 'IMAGE_ADDRESS_REFUSED', message, { cause })
}
