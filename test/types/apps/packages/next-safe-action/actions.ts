import { withActionTracing } from 'hoptrace/next'
import { createSafeActionClient } from 'next-safe-action'
import { z } from 'zod'

const client = createSafeActionClient()
const safe = client
  .inputSchema(z.object({ name: z.string() }))
  .action(async ({ parsedInput }) => ({ greeting: `Hello, ${parsedInput.name}` }))

export const greet = withActionTracing('greet', safe)

export async function use(): Promise<string | undefined> {
  const result = await greet({ name: 'Ada' })
  return result.data?.greeting
}
