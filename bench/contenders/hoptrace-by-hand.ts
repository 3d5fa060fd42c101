import middy from '@middy/core'
import {
  addTraceHeaders,
  createLambdaTraceContext,
  type LambdaTracingOptions,
  logLambdaStart,
  logLambdaSuccess,
} from '../../dist/middy/index.js'
import { type Handler, type HttpEvent, respond } from '../request.ts'
import { SERVICE_CALLS } from '../service-calls.ts'

const OPTIONS: LambdaTracingOptions = {
  service: 'bg-remover',
  action: 'bg-remover:process',
  metrics: true,
}

/** The functions that `tracing()` is made of, called by the handler. */
export const handler: Handler = middy<HttpEvent>().handler(async (event, context) => {
  const trace = createLambdaTraceContext(event, context, OPTIONS)
  logLambdaStart(trace)
  for (const { service, operation, metadata, run } of SERVICE_CALLS) {
    await trace.call(service, operation, run, metadata)
  }
  logLambdaSuccess(trace, { statusCode: 200 })
  return addTraceHeaders(respond(), trace)
})
