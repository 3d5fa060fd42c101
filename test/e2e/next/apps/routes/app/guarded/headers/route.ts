import { withTracing } from 'hoptrace/next'

export const GET = withTracing((request) => Response.json(Object.fromEntries(request.headers)))
