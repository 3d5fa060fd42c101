export { type CapturedTrace, captureTrace } from './capture-trace.ts'
export * as events from './events/index.ts'
export { lambdaContext } from './lambda-context.ts'
