import { traceFields } from 'hoptrace'
import { pino } from 'pino'
import { PinoLogFormatter, pinoLambdaDestination } from 'pino-lambda'

export const logger = pino(
  { mixin: traceFields },
  pinoLambdaDestination({ formatter: new PinoLogFormatter() }),
)
