import { withTracing } from 'hoptrace/next'
import { NextResponse } from 'next/server'

export const GET = withTracing(
  async (request: Request, context: { params: Promise<{ how: string }> }) =>
    (await context.params).how === 'next' ? NextResponse.next() : NextResponse.rewrite(request.url),
)
