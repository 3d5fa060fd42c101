import { get } from './api-client.ts'

/** A hop, a call or a service's part of a request, with the steps that it contains. */
export interface TimedStep {
  readonly id: string
  readonly name: string
  /** The service that wrote it. */
  readonly service: string
  /** Milliseconds since the request began. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly result: 'success' | 'partial' | 'error'
  /** The error's code. */
  readonly code?: string
  readonly steps: readonly TimedStep[]
}

/** Returns the steps of a request; none if the server can't return them. */
export async function fetchTimeline(
  traceId: string,
  signal: AbortSignal,
): Promise<readonly TimedStep[]> {
  const { ok, body } = await get(`/api/traces/${encodeURIComponent(traceId)}`, signal)
  return ok && Array.isArray(body.steps) ? body.steps : []
}

/** Returns the first failed step that contains no failed step. */
export function findFailure(steps: readonly TimedStep[]): TimedStep | undefined {
  const failed = steps.find(({ result }) => result !== 'success')
  return failed && (findFailure(failed.steps) ?? failed)
}
