import { type CountRequest, peakMemory } from './measured-by-hand.ts'
import { type Handler, respond } from './request.ts'
import { SERVICE_CALLS, type ServiceCall } from './service-calls.ts'

const ACTION = 'bg-remover:process'
const ROOT_END = 'Root=1-68a9f3c2-1b2c3d4e5f60718293a4b5c6'.length

/** The fields that all lines of a request have. */
export interface RequestFields {
  readonly traceId: string | undefined
  readonly requestId: string
}

/** Writes one line of a request. */
export type WriteLine = (message: string, fields: Record<string, unknown>) => void

/**
 * The handler of a function without `tracing()`. Builds the six lines by hand and writes them with
 * the logger that `beginRequest` binds to the request.
 */
export function loggingByHand(
  beginRequest: (fields: RequestFields) => WriteLine,
  countRequest: CountRequest,
): Handler {
  return async (event, context) => {
    const traceId = event.headers['x-trace-id']
    const writeLine = beginRequest({ traceId, requestId: context.awsRequestId })
    const { fields, startedAt } = beginSpan(ACTION, event.headers.traceparent?.slice(36, 52))
    const coldStart = takeColdStart()
    const segment = process.env._X_AMZN_TRACE_ID ?? event.headers['x-amzn-trace-id']
    const xrayTraceId = segment?.slice('Root='.length, ROOT_END)
    const http = { method: event.requestContext.http.method, path: event.rawPath }
    writeLine('Lambda start', { ...fields, phase: 'start', coldStart, xrayTraceId, metadata: http })
    for (const call of SERVICE_CALLS) await callService(call, fields.spanId, writeLine)
    const duration = since(startedAt)
    writeLine('Lambda success', {
      ...fields,
      phase: 'complete',
      coldStart,
      xrayTraceId,
      duration,
      result: 'success',
      metadata: {
        ...http,
        memoryLimit: Number(context.memoryLimitInMB),
        memoryUsed: peakMemory(),
        remainingTime: context.getRemainingTimeInMillis(),
        statusCode: 200,
      },
      ...countRequest({ action: ACTION, duration, coldStart }),
    })
    return respond({ 'x-trace-id': traceId ?? '' })
  }
}

async function callService(
  { service, operation, metadata, run }: ServiceCall,
  parentId: string,
  writeLine: WriteLine,
): Promise<void> {
  const { fields, startedAt } = beginSpan(`service:${service}:${operation}`, parentId)
  await run()
  writeLine(`Service call - ${service}`, {
    ...fields,
    phase: 'call',
    duration: since(startedAt),
    result: 'success',
    metadata,
  })
}

interface Span {
  readonly fields: {
    readonly spanId: string
    readonly parentId: string | undefined
    readonly action: string
  }
  readonly startedAt: number
}

let spans = 0

// A counter: random ids would slow the peers down.
function beginSpan(action: string, parentId: string | undefined): Span {
  spans += 1
  const spanId = `0198c0de${spans.toString(16).padStart(8, '0')}`
  return { fields: { spanId, parentId, action }, startedAt: performance.now() }
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
