export type {
  EndedSpan,
  ExportedLog,
  ExportedRequest,
  Exporter,
  SpanKind,
  StartedSpan,
} from './core/exporter.ts'
export type { CountName, Dimension, MetricsOptions } from './core/metrics/metric-options.ts'
export type { MetricUnit } from './core/metrics/metric-sums.ts'
export type { TracingOptions } from './core/options.ts'
export type { HeaderReader, TraceContext } from './core/propagation/inbound.ts'
export type { TraceIdInBody } from './core/propagation/trace-id-in-body.ts'
export type { TraceLink } from './core/propagation/trace-link.ts'
export type { XrayHeader } from './core/propagation/xray.ts'
export type {
  CauseRecord,
  ErrorRecord,
  Identity,
  Level,
  Metadata,
  Phase,
  RequestFacts,
  Result,
  TraceRecord,
} from './core/record.ts'
export type { RedactOptions } from './core/redact/redact-options.ts'
export type { SampledEnding, SamplingOptions } from './core/sampling/sampler.ts'
export { currentTrace } from './core/trace/current-trace.ts'
export { type TraceFields, traceFields } from './core/trace/trace-fields.ts'
export type { Trace } from './core/trace.ts'
