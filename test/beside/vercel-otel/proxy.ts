import { withProxyTracing } from 'hoptrace/next'
import type { NextFetchEvent, NextRequest } from 'next/server'

const forward = withProxyTracing()
const guard = withProxyTracing(() => undefined, { layer: 'proxy' })

// One path through a proxy that writes no records, one through a proxy that does.
export default function proxy(request: NextRequest, event: NextFetchEvent) {
  const isGuarded = request.nextUrl.pathname === '/api/guarded'
  return isGuarded ? guard(request, event) : forward(request, event)
}
