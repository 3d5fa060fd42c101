import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import { loggingByHand } from '../by-hand.ts'
import type { Handler, HttpEvent } from '../request.ts'

const serviceName = 'bg-remover'
const logger = new Logger({ serviceName, persistentKeys: { layer: 'lambda' } })
const metrics = new Metrics({ namespace: 'bench', serviceName })

/** Powertools' Logger and Metrics as Middy middlewares; the metrics are a line of their own. */
export const handler: Handler = middy<HttpEvent>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(
    loggingByHand(
      ({ traceId }) => {
        logger.appendKeys({ traceId }) // its middleware adds the request id
        return (message, fields) => logger.info(message, fields)
      },
      ({ action, duration }) => {
        metrics.addDimensions({ action })
        metrics.addMetric('duration', MetricUnit.Milliseconds, duration)
        metrics.addMetric('Requests', MetricUnit.Count, 1)
        metrics.addMetric('Faults', MetricUnit.Count, 0)
        return {}
      },
    ),
  )
