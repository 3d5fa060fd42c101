import { guard } from '../core/outcome/guard.ts'
import { processGlobal } from '../core/platform/process-global.ts'
import { endWithStatus } from '../core/trace/request-ending.ts'
import { whenIdentified } from './identified.ts'
import { pageSettings } from './request-error-options.ts'
import { type Exchange, onChannel, serverRequest } from './server-request.ts'
import { UnwrappedTrace } from './unwrapped-trace.ts'
import { pagePattern } from './work-store.ts'

/** Writes the endings of pages that answer with a 4xx, such as by `notFound()`. */
export function watchPages(): void {
  processGlobal('pageWatch', () => {
    onChannel('http.server.response.finish', (exchange) => guard(() => endRefused(exchange)))
    return true
  })
}

function endRefused({ request, response }: Exchange): void {
  const { statusCode } = response
  const path = pagePattern(request)
  if (pageSettings.current === undefined || path === undefined) return
  if (statusCode < 400 || statusCode > 499) return
  const { settings, identify } = pageSettings.current
  const { method = '', headers, url = '' } = request
  const known = serverRequest()?.pageTrace
  const trace = known ?? new UnwrappedTrace(settings, headers, undefined)
  const write = (): void => endWithStatus(trace, { method, path, statusCode })
  if (known !== undefined) write()
  else void whenIdentified(trace, identify, { path: url, method, headers }, write)
}
