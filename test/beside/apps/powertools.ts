import { Metrics } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { Tracer } from '@aws-lambda-powertools/tracer'
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
import { xray } from 'hoptrace/xray'
import { callingHandler } from './calls.ts'

const metrics = new Metrics({ namespace: 'Shop', serviceName: 'shop' })
const tracer = new Tracer({
  serviceName: 'shop',
  captureHTTPsRequests: process.env.CAPTURE_HTTPS !== '0',
})
metrics.addMetric('Orders', 'Count', 1)

export const handler = callingHandler({
  exporters: [xray()],
  middlewares: [captureLambdaHandler(tracer), logMetrics(metrics)],
  capture: (client) => tracer.captureAWSv3Client(client),
})
