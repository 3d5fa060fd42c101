export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
export type { Listener, NodeTracingOptions } from './options.ts'
export { withNodeTracing } from './with-node-tracing.ts'
