// Next.js would answer with what it made while it was built.
export const dynamic = 'force-dynamic'

/** Answers when the server is ready, and makes it load what all routes share. */
export async function GET(): Promise<Response> {
  return Response.json({ isReady: true })
}
