import { currentScope } from './context.ts'

/** The ids of the running step, for records that other loggers write. A type, since loggers ask for an index signature. */
export type TraceFields = {
  readonly traceId?: string
  /** 16 hex digits. */
  readonly spanId?: string
}

/**
 * Returns the trace id and the span id of the running step, so that lines of other loggers can be
 * found by them. Outside of a request it returns an empty object.
 * @returns a new object, which the logger may change
 *
 * @example
 * import { traceFields } from 'hoptrace'
 *
 * // pino({ mixin: traceFields }), or by hand:
 * export const log = (message: string): void =>
 *   console.log(JSON.stringify({ message, ...traceFields() }))
 */
export function traceFields(): TraceFields {
  const scope = currentScope()
  // Of an ended invocation, nothing: the next one, which has not begun its trace, may be running.
  if (!scope?.trace.id || (scope.isEntered && scope.trace.ended)) return {}
  return { traceId: scope.trace.id, spanId: scope.span.id }
}
