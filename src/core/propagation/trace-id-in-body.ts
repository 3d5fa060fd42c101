import { choiceRule } from '../option/rules.ts'

/** Which JSON response bodies get a `traceId`: those of 4xx and 5xx responses, all, or none. */
export type TraceIdInBody = 'errors' | 'always' | 'never'

/** The rule for the option `traceIdInBody`. */
export const TRACE_ID_IN_BODY_RULE = choiceRule<TraceIdInBody>('errors', 'always', 'never')

/** Whether the body of a response with this status gets the trace id. */
export function addsTraceId(mode: TraceIdInBody, status: number): boolean {
  return mode === 'always' || (mode === 'errors' && status >= 400)
}
