import Image from 'next/image'
import { pictureName } from './picture-name.ts'
import styles from './sample-picker.module.css'

/** What the picker is given. */
interface SamplePickerProps {
  /** The addresses of the pictures to choose from. */
  readonly samples: readonly string[]
  /** The address in use, whether or not it is a sample's. */
  readonly chosen: string
  readonly onChoose: (address: string) => void
}

/** Thumbnails of which one can be chosen, by mouse, touch or arrow keys. */
export function SamplePicker({ samples, chosen, onChoose }: SamplePickerProps) {
  return (
    <fieldset className={styles.picker}>
      <legend>Sample pictures</legend>
      <div className={styles.samples}>
        {samples.map((address) => (
          <label key={address} className={styles.sample}>
            <input
              type="radio"
              name="sample"
              value={address}
              checked={address === chosen}
              onChange={() => onChoose(address)}
            />
            <Image src={address} alt={pictureName(address)} fill />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
