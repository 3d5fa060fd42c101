import middy from '@middy/core'
import { loggingByHand } from '../by-hand.ts'
import { metricFields } from '../measured-by-hand.ts'
import type { Handler, HttpEvent } from '../request.ts'

const FUNCTION = { service: 'bg-remover', layer: 'lambda', functionName: 'bg-remover-process' }

/** `JSON.stringify` and `process.stdout.write`, without a library and without redaction. */
export const handler: Handler = middy<HttpEvent>().handler(
  loggingByHand(
    (shared) => (message, fields) => {
      const timestamp = new Date().toISOString()
      const line = { timestamp, level: 'info', message, ...FUNCTION, ...shared, ...fields }
      process.stdout.write(`${JSON.stringify(line)}\n`)
    },
    metricFields,
  ),
)
