import { useEffect, useState } from 'react'
import { fetchTimeline, type TimedStep } from './timeline.ts'

/** Returns the steps of a request that has ended; none until they are loaded. */
export function useTimeline(traceId: string): readonly TimedStep[] {
  const [steps, setSteps] = useState<readonly TimedStep[]>([])

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    void fetchTimeline(traceId, signal).then((found) => {
      if (!signal.aborted) setSteps(found)
    })
    return () => controller.abort()
  }, [traceId])

  return steps
}
