import { useRef, useState } from 'react'
import styles from './trace-id.module.css'

/** The id of a request's trace, to be read, selected or copied. */
export function TraceId({ id }: { readonly id: string }) {
  const [note, setNote] = useState('')
  const code = useRef<HTMLElement>(null)

  async function copy() {
    try {
      await navigator.clipboard.writeText(id)
      setNote('Copied')
    } catch {
      // Without https or permission the clipboard is closed: the selection is copied by hand.
      if (code.current) getSelection()?.selectAllChildren(code.current)
      setNote('Selected, ready to copy by hand')
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
        <span role="status">{note}</span>
      </dd>
    </dl>
  )
}
