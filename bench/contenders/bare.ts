import middy from '@middy/core'
import { type Handler, type HttpEvent, respond } from '../request.ts'
import { SERVICE_CALLS } from '../service-calls.ts'

/** The base: the same handler, without logging. */
export const handler: Handler = middy<HttpEvent>().handler(async () => {
  for (const { run } of SERVICE_CALLS) await run()
  return respond()
})
