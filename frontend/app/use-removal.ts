import { useEffect, useRef, useState } from 'react'
import { beginDemoSession } from './demo-session.ts'
import type { Failure } from './failure.ts'
import { type Outcome, type ProcessedImage, processImage } from './process-image.ts'

/** How far the latest submission has come. */
export type Removal =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly imageUrl: string }
  | { readonly phase: 'done'; readonly imageUrl: string; readonly image: ProcessedImage }
  | { readonly phase: 'failed'; readonly failure: Failure }

/** Removes one background at a time: a new start aborts the run before it. */
export function useRemoval() {
  const [removal, setRemoval] = useState<Removal>({ phase: 'idle' })
  const latest = useRef<AbortController>(undefined)
  const hasSession = useRef(false)

  useEffect(() => () => latest.current?.abort(), [])

  async function run(imageUrl: string, signal: AbortSignal): Promise<Outcome> {
    if (!hasSession.current) {
      const failure = await beginDemoSession(signal)
      if (failure) return { success: false, failure }
      hasSession.current = true
    }
    const outcome = await processImage(imageUrl, signal)
    if (!outcome.success && outcome.failure.status === 401) hasSession.current = false
    return outcome
  }

  async function start(imageUrl: string): Promise<void> {
    latest.current?.abort()
    const controller = new AbortController()
    latest.current = controller
    setRemoval({ phase: 'running', imageUrl })
    const outcome = await run(imageUrl, controller.signal)
    if (controller.signal.aborted) return
    setRemoval(
      outcome.success
        ? { phase: 'done', imageUrl, image: outcome.image }
        : { phase: 'failed', failure: outcome.failure },
    )
  }

  return { removal, start }
}
