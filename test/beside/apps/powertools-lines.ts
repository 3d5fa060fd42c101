import { Logger } from '@aws-lambda-powertools/logger'
import { traceFields } from 'hoptrace'

const powertools = new Logger({ serviceName: 'shop' })

export const logger = {
  info: (message: string) => powertools.info(message, traceFields()),
}
