import { withProxyTracing } from 'hoptrace/next'
import { NextResponse } from 'next/server'

export const proxy = withProxyTracing((request) => {
  const response = NextResponse.next()
  response.headers.set('x-seen-traceparent', request.headers.get('traceparent') ?? '')
  return response
})

export const config = { matcher: '/api/orders' }
