import Image from 'next/image'
import styles from './comparison.module.css'
import { pictureName } from './picture-name.ts'

interface ComparisonProps {
  /** The URL of the original picture. */
  readonly originalUrl: string
  /** The URL of the picture without its background; `undefined` while it is being made. */
  readonly resultUrl: string | undefined
}

/** The original beside the result, or beside a spinner until there is one. */
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
