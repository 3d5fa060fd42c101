'use client'

import { type SubmitEvent, useId, useState } from 'react'
import { Outcome } from './outcome.tsx'
import styles from './remover.module.css'
import { SamplePicker } from './sample-picker.tsx'
import { useHydrated } from './use-hydrated.ts'
import { useRemoval } from './use-removal.ts'

interface RemoverProps {
  /** The URLs of sample pictures. */
  readonly samples: readonly string[]
  /** Whether the server can return the hops of a request. */
  readonly showsHops: boolean
  /** The address of the page of `hoptrace dev`, which shows all about a request. */
  readonly devPageUrl: string | undefined
}

/** The form for a picture's address, and the result of the latest submission. */
export function Remover({ samples, ...shown }: RemoverProps) {
  const [imageUrl, setImageUrl] = useState(samples[0] ?? '')
  const { removal, start } = useRemoval()
  const isHydrated = useHydrated()
  const isRunning = removal.phase === 'running'
  const fieldId = useId()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    void start(String(new FormData(event.currentTarget).get('imageUrl')))
  }

  return (
    <>
      <form className={styles.form} aria-busy={isRunning} onSubmit={submit}>
        {samples.length > 0 && (
          <SamplePicker samples={samples} chosen={imageUrl} onChoose={setImageUrl} />
        )}
        <label htmlFor={fieldId}>Picture address</label>
        <div className={styles.row}>
          <input
            id={fieldId}
            type="url"
            name="imageUrl"
            placeholder="https://"
            required
            value={imageUrl}
            onChange={(event) => setImageUrl(event.target.value)}
          />
          <button type="submit" disabled={isRunning || !isHydrated}>
            Remove background
          </button>
        </div>
      </form>
      <Outcome removal={removal} {...shown} />
    </>
  )
}
