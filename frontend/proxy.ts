import { withProxyTracing } from 'hoptrace/next'
import { type NextFetchEvent, NextRequest } from 'next/server'
import { contentSecurityPolicy } from './server/content-security-policy.ts'

const POLICY = 'content-security-policy'

const traced = withProxyTracing()

/**
 * Puts a trace id on every response of this site, including those that no route makes, and a policy
 * for what the page may load.
 */
export default async function proxy(
  request: NextRequest,
  event: NextFetchEvent,
): Promise<Response> {
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()))
  const headers = new Headers(request.headers)
  // Next.js gives its scripts the nonce that this header of the request has.
  headers.set(POLICY, policy)
  const { method, url } = request
  const response = await traced(new NextRequest(url, { method, headers }), event)
  response.headers.set(POLICY, policy)
  return response
}

/** All paths except files that browsers cache: they would cache the trace id and the nonce with them. */
export const config = { matcher: '/((?!_next/static/|icon\\.svg$).*)' }
