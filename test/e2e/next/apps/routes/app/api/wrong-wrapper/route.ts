import { withApiTracing } from 'hoptrace/next'

// JavaScript, and code with casts, can use the wrapper of the other router.
export const GET = withApiTracing((request, _response, trace) =>
  Response.json({ url: request.url, id: trace.id }),
) as unknown as (request: Request) => Promise<Response>
