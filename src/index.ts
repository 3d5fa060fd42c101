export { currentTrace } from './core/current-trace.ts'
export type { TracingOptions } from './core/options.ts'
export type {
  CauseRecord,
  ErrorRecord,
  Identity,
  Level,
  Metadata,
  Phase,
  Result,
  TraceRecord,
} from './core/record.ts'
export type { Trace } from './core/trace.ts'
