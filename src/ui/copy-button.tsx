import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

/** A button that copies a text, and says so. */
export function CopyButton({ label, text }: { label: string; text: string }): VNode {
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  )
}
