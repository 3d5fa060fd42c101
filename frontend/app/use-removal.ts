import { useEffect, useRef, useState } from 'react'
import { beginDemoSession } from './demo-session.ts'
import type { Failure } from './failure.ts'
import { type ProcessedImage, type ProcessResult, processImage } from './process-image.ts'

/** The state of the latest submission. */
export type RemovalState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly imageUrl: string }
  | { readonly phase: 'done'; readonly imageUrl: string; readonly image: ProcessedImage }
  | { readonly phase: 'failed'; readonly failure: Failure }

/** Removes one background at a time: a new submission aborts the one before it. */
export function useRemoval() {
  const [removal, setRemoval] = useState<RemovalState>({ phase: 'idle' })
  const latest = useRef<AbortController>(undefined)
  const hasSession = useRef(false)

  useEffect(() => () => latest.current?.abort(), [])

  async function run(imageUrl: string, signal: AbortSignal): Promise<ProcessResult> {
    if (!hasSession.current) {
      const failure = await beginDemoSession(signal)
      if (failure) return { success: false, failure }
      hasSession.current = true
    }
    const result = await processImage(imageUrl, signal)
    if (!result.success && result.failure.status === 401) hasSession.current = false
    return result
  }

  async function start(imageUrl: string): Promise<void> {
    latest.current?.abort()
    const controller = new AbortController()
    latest.current = controller
    setRemoval({ phase: 'running', imageUrl })
    const result = await run(imageUrl, controller.signal)
    if (controller.signal.aborted) return
    setRemoval(
      result.success
        ? { phase: 'done', imageUrl, image: result.image }
        : { phase: 'failed', failure: result.failure },
    )
  }

  return { removal, start }
}
