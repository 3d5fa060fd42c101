import { connection } from 'next/server'
import { devPageUrl, sampleImages, tracesUrl } from '../environment.ts'
import styles from './page.module.css'
import { Remover } from './remover.tsx'

/** The page. It is rendered for each request, because it depends on the server's environment. */
export default async function Page() {
  await connection()
  return (
    <main className={styles.page}>
      <h1>Background remover</h1>
      <p className={styles.lead}>
        Choose a picture or give its address, and get it back without its background.
      </p>
      <Remover
        samples={sampleImages()}
        showsHops={tracesUrl() !== undefined}
        devPageUrl={devPageUrl()}
      />
    </main>
  )
}
