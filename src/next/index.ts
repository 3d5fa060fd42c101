export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
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
export type { ErrorAnswer, NextOptions } from './options.ts'
export { type RouteContext, type TracedRouteHandler, withTracing } from './route.ts'
