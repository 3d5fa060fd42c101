import Image from 'next/image'
import { pictureName } from './picture-name.ts'
import styles from './sample-picker.module.css'

interface SamplePickerProps {
  /** The URLs of the pictures. */
  readonly samples: readonly string[]
  /** The URL in the form, which may be no sample's. */
  readonly chosen: string
  readonly onChoose: (url: string) => void
}

/** Thumbnails to choose from with mouse, touch or arrow keys. */
export function SamplePicker({ samples, chosen, onChoose }: SamplePickerProps) {
  return (
    <fieldset className={styles.picker}>
      <legend>Sample pictures</legend>
      <div className={styles.samples}>
        {samples.map((url) => (
          <label key={url} className={styles.sample}>
            <input
              type="radio"
              name="sample"
              value={url}
              checked={url === chosen}
              onChange={() => onChoose(url)}
            />
            <Image src={url} alt={pictureName(url)} fill />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
