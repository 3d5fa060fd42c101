import { useRef, useState } from 'react'
import styles from './trace-id.module.css'

/** A trace id with a button that copies it. */
export function TraceId({ id }: { readonly id: string }) {
  const [status, setStatus] = useState('')
  const code = useRef<HTMLElement>(null)

  async function copy() {
    try {
      await navigator.clipboard.writeText(id)
      setStatus('Copied')
    } catch {
      // Without https or permission there is no clipboard.
      if (code.current) getSelection()?.selectAllChildren(code.current)
      setStatus('Selected, ready to copy by hand')
    }
  }

  return (
    <dl className={styles.trace}>
      <dt>Trace id</dt>
      <dd>
        <code ref={code}>{id}</code>
        <button type="button" onClick={copy} aria-label="Copy trace id">
          Copy
        </button>
        <span role="status">{status}</span>
      </dd>
    </dl>
  )
}
