import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

/** A button that copies a text, and says so. */
export function CopyButton({ label, text }: { label: string; text: string }): VNode {
  const [said, say] = useState('')
  const copy = async (): Promise<void> => {
    // Browsers have no clipboard for pages of insecure hosts, and may refuse it.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('No clipboard'))
    say(
      await done.then(
        () => 'Copied',
        () => 'Not copied',
      ),
    )
    setTimeout(() => say(''), 2_000)
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{said || label}</span>
    </button>
  )
}
