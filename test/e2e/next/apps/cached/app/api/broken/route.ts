import { connection } from 'next/server'

/** A route that is not wrapped. */
export async function GET(): Promise<Response> {
  await connection()
  throw new Error('the route is broken')
}
