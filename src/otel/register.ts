import { context, trace } from '@opentelemetry/api'
import { StepContextManager } from './context-manager.ts'
import { type OtelOptions, resolveOtelOptions } from './options.ts'
import { joinOtherTracer } from './other-tracer.ts'
import { spanFilter } from './span-rules.ts'
import { StepTracer } from './tracer.ts'

/**
 * Answers OpenTelemetry's API: spans that libraries begin become hops and calls of the running request,
 * their events and exceptions lines. Call it before the first request, in Next.js in `register()` of
 * `instrumentation.ts`.
 *
 * If another tracer has registered before, it keeps the API. New traces then take its trace id, and its
 * span as their parent.
 *
 * @param options which spans are recorded, and whether steps are mirrored in another tracer
 * @returns whether hoptrace answers the API
 * @throws TypeError if an option is wrong
 *
 * @example
 * import { registerHoptrace } from 'hoptrace/otel'
 *
 * export function register(): void {
 *   registerHoptrace()
 * }
 */
export function registerHoptrace(options: OtelOptions = {}): boolean {
  const { spans, mirror } = resolveOtelOptions(options)
  const contexts = new StepContextManager()
  const isShown = spanFilter(spans)
  // Asked by trying: names of classes, which would tell too, are lost when a bundle is minified.
  const isFirst = trace.setGlobalTracerProvider({
    getTracer: (name) => new StepTracer(name, contexts, isShown),
  })
  if (isFirst) context.setGlobalContextManager(contexts)
  else joinOtherTracer(mirror)
  return isFirst
}
