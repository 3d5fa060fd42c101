import Image from 'next/image'
import styles from './comparison.module.css'
import { pictureName } from './picture-name.ts'

/** What the comparison is given. */
interface ComparisonProps {
  /** The address of the picture as it was. */
  readonly originalUrl: string
  /** The address of the picture without its background; undefined while it is being made. */
  readonly resultUrl: string | undefined
}

/** The original beside the result, whose frame is there before the result is. */
export function Comparison({ originalUrl, resultUrl }: ComparisonProps) {
  const name = pictureName(originalUrl)
  return (
    <div className={styles.comparison}>
      <figure>
        <div className={styles.frame}>
          <Image src={originalUrl} alt={`${name}, original`} fill />
        </div>
        <figcaption>Original</figcaption>
      </figure>
      <figure>
        <div className={`${styles.frame} ${styles.transparent}`}>
          {resultUrl ? (
            <Image src={resultUrl} alt={`${name}, without its background`} fill />
          ) : (
            <span className={styles.spinner} />
          )}
        </div>
        <figcaption>Result</figcaption>
      </figure>
    </div>
  )
}
