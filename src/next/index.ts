import './begin.ts'

export type { TracingOptions } from '../core/options.ts'
export { currentTrace } from '../core/trace/current-trace.ts'
export type { Trace } from '../core/trace.ts'
export { withActionTracing } from './action.ts'
export {
  createTraceContext,
  extractTraceId,
  injectTraceId,
  logError,
  logHop,
  logRequest,
  logResponse,
  type TraceInit,
} from './functions.ts'
export { type FailedRequest, type FailedRoute, onRequestError } from './on-request-error.ts'
export type { ErrorResponse, NextOptions } from './options.ts'
export { type TracedApiHandler, withApiTracing } from './pages.ts'
export { type TracedProxy, withProxyTracing } from './proxy.ts'
export { type RouteContext, type TracedRouteHandler, withTracing } from './route.ts'
