import { withTracing } from 'hoptrace/next'

/** Answers when its client has left. */
export const GET = withTracing(async ({ signal }: Request) => {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  return Response.json({ isLate: true })
})
