import { createRequire } from 'node:module'
import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { events, lambdaContext } from 'hoptrace/testing'

// By `require`, which the instrumentation sees without a hook of the loader.
const { Pool } = createRequire(import.meta.url)('pg')
const pool = new Pool({ connectionString: process.env.DATABASE_URL })

const handler = middy()
  .use(tracing({ service: 'shop', action: 'orders:get' }))
  .handler(async () => {
    const { rows } = await currentTrace().hop('load-order', () =>
      pool.query('SELECT 7 AS id, $1::text AS customer', ['jo@a.example']),
    )
    await (await fetch(`${process.env.ORDERS_URL}/stock/7`)).text()
    await pool.query('SELECT * FROM missing').catch(() => undefined)
    return { statusCode: 200, body: JSON.stringify(rows) }
  })

await handler(events.httpApi() as never, lambdaContext() as never)
await pool.end()
