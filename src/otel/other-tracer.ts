import { context, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { toText } from '../core/lib/to-text.ts'
import { onSettled } from '../core/outcome/settle.ts'
import { otherTracer } from '../core/propagation/other-tracer.ts'
import { mirrors } from '../core/trace/mirrors.ts'
import type { Step } from '../core/trace/step.ts'

/** Makes new traces take the id and the span of another tracer, and mirrors steps in it if asked to. */
export function joinOtherTracer(mirror: boolean): void {
  otherTracer.active = () => validContext(trace.getActiveSpan()?.spanContext())
  mirrors.current = mirror ? mirrored : undefined
}

function validContext(found: SpanContext | undefined): SpanContext | undefined {
  return found !== undefined && /[1-9a-f]/.test(found.traceId) ? found : undefined
}

/** Returns `fn` within a span of the other tracer. */
function mirrored<T>({ phase, action, hopName }: Step, fn: () => T): () => T {
  const kind = phase === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL
  return () => {
    const span = trace.getTracer('hoptrace').startSpan(hopName ?? action ?? '', { kind })
    return onSettled(
      () => context.with(trace.setSpan(context.active(), span), fn),
      () => span.end(),
      (error) => {
        span.recordException(error instanceof Error ? error : toText(error))
        span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    )
  }
}
