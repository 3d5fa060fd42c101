/** Answers when the server is ready, and makes it load what all routes share. */
export async function GET(): Promise<Response> {
  return Response.json({ isReady: true })
}
