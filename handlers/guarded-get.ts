import { lookup } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { BlockList, isIPv6, type LookupFunction } from 'node:net'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { Failure } from './failure.ts'

/** Who may be asked, and how long. */
export interface GuardedGetOptions {
  /** Exact origins, such as `http://127.0.0.1:4000`, that may have an address of any kind. */
  allowedOrigins: readonly string[]
  /** Destroys the connection when it aborts, also while the body arrives. */
  signal: AbortSignal
}

const headers = {
  accept: 'image/png, image/jpeg, image/webp',
  'accept-encoding': 'identity',
  'user-agent': 'bg-remover',
}

// IANA gives out 2000::/3 only. The filtering agents know the special ranges inside of it, but take
// the unassigned rest, such as the IPv4-compatible ::7f00:1, for public.
const assignedIPv6 = new BlockList()
assignedIPv6.addSubnet('2000::', 3, 'ipv6')

/**
 * Sends a GET for a picture to a public address or an allowed origin, on a connection of its own.
 * Resolves with the head of the answer; whoever reads or drops the body ends the connection.
 * Rejects with a Failure `IMAGE_ADDRESS_REFUSED`, or with what the network reported.
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
    request(url, { agent, headers, signal })
      .on('response', resolve)
      .on('error', (error) => reject(isRefusedByAgent(error) ? refusal(error) : error))
      // After a 101 the connection closes with neither an answer nor an error.
      .on('close', () => reject(new Error('The connection closed without an answer')))
      .end()
  })
}

// Agents live for one request, so that no socket, TLS session or host name outlasts it.
function openAgent(isHttps: boolean): http.Agent {
  return isHttps ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false })
}

function filteringAgent(isHttps: boolean): http.Agent {
  const options = { keepAlive: false, lookup: lookupAssigned }
  return isHttps ? new RequestFilteringHttpsAgent(options) : new RequestFilteringHttpAgent(options)
}

/** Looks a name up once for the agent, which filters the same addresses further and connects to them. */
const lookupAssigned: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, found, family) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found]
    callback(error ?? (addresses.some(isUnassigned) ? refusal() : null), found, family)
  })
}

function isUnassigned(address: string): boolean {
  return isIPv6(address) && !assignedIPv6.check(address, 'ipv6')
}

// The filtering agents mark their errors by the message alone.
function isRefusedByAgent(error: Error): boolean {
  return /^DNS lookup .+ is not allowed/.test(error.message)
}

function refusal(cause?: Error): Failure {
  const message = 'Pictures are fetched from public http and https addresses only.'
  return new Failure(400, 'IMAGE_ADDRESS_REFUSED', message, { cause })
}
