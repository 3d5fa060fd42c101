import middy from '@middy/core'
import { currentTrace } from '../../dist/index.js'
import { tracing } from '../../dist/middy/index.js'
import { type Handler, type HttpEvent, respond } from '../request.ts'
import { SERVICE_CALLS } from '../service-calls.ts'

/** `tracing()` with its defaults and metrics; the four calls are `trace.call()`s. */
export const handler: Handler = middy<HttpEvent>()
  .use(tracing({ service: 'bg-remover', action: 'bg-remover:process', metrics: true }))
  .handler(async () => {
    const trace = currentTrace()
    for (const { service, operation, metadata, run } of SERVICE_CALLS) {
      await trace.call(service, operation, run, metadata)
    }
    return respond()
  })
