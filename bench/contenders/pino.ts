import middy from '@middy/core'
import { destination, pino } from 'pino'
import { loggingByHand } from '../by-hand.ts'
import { metricFields } from '../measured-by-hand.ts'
import type { Handler, HttpEvent } from '../request.ts'

const logger = pino(
  {
    base: { service: 'bg-remover', layer: 'lambda', functionName: 'bg-remover-process' },
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
  },
  destination({ fd: 1, sync: true }),
)

/** pino with a synchronous destination, the one for Lambda, and a child logger per request. */
export const handler: Handler = middy<HttpEvent>().handler(
  loggingByHand((shared) => {
    const child = logger.child(shared)
    return (message, fields) => child.info(fields, message)
  }, metricFields),
)
