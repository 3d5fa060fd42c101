import { type Handler, respond } from './request.ts'
import { SERVICE_CALLS, type ServiceCall } from './service-calls.ts'

/** What is the same on all lines of a request. */
export interface RequestFacts {
  readonly traceId: string | undefined
  readonly requestId: string
}

/** Writes one line of a request. */
export type WriteLine = (message: string, facts: Record<string, unknown>) => void

/**
 * The handler of a function without `tracing()`: it makes the six lines by hand, as cheaply as
 * one would, and writes them with the logger that `beginRequest` binds to the request.
 */
export function loggingByHand(beginRequest: (facts: RequestFacts) => WriteLine): Handler {
  return async (event, context) => {
    const traceId = event.headers['x-trace-id']
    const writeLine = beginRequest({ traceId, requestId: context.awsRequestId })
    const request = beginSpan('bg-remover:process', event.headers.traceparent?.slice(36, 52))
    const coldStart = takeColdStart()
    const http = { method: event.requestContext.http.method, path: event.rawPath }
    writeLine('Lambda start', { ...request.facts, phase: 'start', coldStart, metadata: http })
    for (const call of SERVICE_CALLS) await callService(call, request.facts.spanId, writeLine)
    writeLine('Lambda success', {
      ...request.facts,
      phase: 'complete',
      coldStart,
      duration: since(request.startedAt),
      result: 'success',
      metadata: { ...http, statusCode: 200 },
    })
    return respond({ 'x-trace-id': traceId ?? '' })
  }
}

async function callService(
  { service, operation, metadata, run }: ServiceCall,
  parentId: string,
  writeLine: WriteLine,
): Promise<void> {
  const { facts, startedAt } = beginSpan(`service:${service}:${operation}`, parentId)
  await run()
  writeLine(`Service call - ${service}`, {
    ...facts,
    phase: 'call',
    duration: since(startedAt),
    result: 'success',
    metadata,
  })
}

interface Span {
  readonly facts: {
    readonly spanId: string
    readonly parentId: string | undefined
    readonly action: string
  }
  readonly startedAt: number
}

let spans = 0

// A counter: random ids would make the others slower than `tracing()` has to be.
function beginSpan(action: string, parentId: string | undefined): Span {
  spans += 1
  const spanId = `0198c0de${spans.toString(16).padStart(8, '0')}`
  return { facts: { spanId, parentId, action }, startedAt: performance.now() }
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1000
}

let warm = false

function takeColdStart(): boolean {
  const cold = !warm
  warm = true
  return cold
}
