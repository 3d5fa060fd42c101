export { type CapturedTrace, captureTrace } from './capture-trace.ts'
export * as events from './events/index.ts'
export { expectTrace, type TraceExpectations } from './expect-trace.ts'
export { lambdaContext } from './lambda-context.ts'
