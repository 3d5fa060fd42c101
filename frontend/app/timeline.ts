import { get } from './answer.ts'

/** A step of a request, which took its time within the step that contains it. */
export interface TimedStep {
  readonly id: string
  readonly name: string
  /** The service that took it. */
  readonly service: string
  /** Milliseconds since the request began. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly result: 'success' | 'partial' | 'error'
  /** What went wrong, as a stable word. */
  readonly code?: string
  readonly steps: readonly TimedStep[]
}

/** The steps of a request; none when the server can't tell. */
export async function fetchTimeline(
  traceId: string,
  signal: AbortSignal,
): Promise<readonly TimedStep[]> {
  const { ok, body } = await get(`/api/traces/${encodeURIComponent(traceId)}`, signal)
  return ok && Array.isArray(body.steps) ? body.steps : []
}

/** The step that failed by itself, not by one that it contains: the first of them. */
export function findFailure(steps: readonly TimedStep[]): TimedStep | undefined {
  const failed = steps.find(({ result }) => result !== 'success')
  return failed && (findFailure(failed.steps) ?? failed)
}
