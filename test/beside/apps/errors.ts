import middy from '@middy/core'
import { traceFields } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { pino } from 'pino'

// A request that succeeds, in which another logger writes an error.
const levelAsWord = { level: (level: string) => ({ level }) }
const logger = pino(
  { mixin: traceFields, formatters: levelAsWord },
  pino.destination({ sync: true }),
)

export const handler = middy()
  .use(
    tracing({ service: 'shop', action: 'orders:get', level: 'warn', redact: { keys: ['iban'] } }),
  )
  .handler(async () => {
    logger.error({ iban: 'DE89370400440532013000' }, 'Stock unknown')
    return { statusCode: 200, body: '{}' }
  })
