import { Hono } from 'hono'
import { handle } from 'hono/vercel'
import { withTracing } from 'hoptrace/next'

const app = new Hono().basePath('/api').get('/hello', (context) => context.json({ hello: true }))

export const GET = withTracing(handle(app))
export const POST = GET
