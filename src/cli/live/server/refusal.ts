import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What a request needs so that it is answered. */
export interface Access {
  readonly port: number
  readonly token: string
}

/**
 * Returns why a request is refused; `undefined` if it is not. A name that leads to this machine sends
 * neither `Origin` nor `Sec-Fetch-Site`, so `Host` must be ours on every path.
 */
export function refusalOf(
  { method, headers }: IncomingMessage,
  url: URL,
  { port, token }: Access,
): { status: number; reason: string } | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  const { host = '', origin } = headers
  const isOwn = origin === undefined || hosts.some((name) => origin === `http://${name}`)
  if (!hosts.includes(host) || !isOwn) return { status: 403, reason: 'Foreign host or origin' }
  if (method !== 'GET') return { status: 405, reason: 'Only GET' }
  const isPublic = !url.pathname.startsWith('/api/')
  if (isPublic || isSame(url.searchParams.get('token') ?? '', token)) return undefined
  return { status: 401, reason: 'Open the address that hoptrace dev has printed' }
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}
