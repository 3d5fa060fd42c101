import { connection } from 'next/server'
import styles from './page.module.css'

/** The page for an unknown address. It is rendered for each request, because its scripts have a nonce. */
export default async function NotFound() {
  await connection()
  return (
    <main className={styles.page}>
      <h1>There is no such page</h1>
      <p className={styles.lead}>Check the address.</p>
    </main>
  )
}
