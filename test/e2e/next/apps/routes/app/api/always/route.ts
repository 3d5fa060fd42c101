import { withTracing } from 'hoptrace/next'

export const GET = withTracing(
  () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ['set-cookie', 'b=2'],
      ['x-other', '1'],
    ])
    return Response.json({ size: 'größer' }, { status: 201, headers })
  },
  { traceIdInBody: 'always' },
)
