import { StartFailure } from './failure.ts'

/** Has one picture processed as the page does it; answers with the trace id. */
export async function sendImageRequest(pageUrl: string, imageUrl: string): Promise<string> {
  const session = await fetch(`${pageUrl}/api/demo-session`, { method: 'POST' })
  const [cookie = ''] = session.headers.getSetCookie()
  const answer = await fetch(`${pageUrl}/api/bg-remover/process`, {
    method: 'POST',
    headers: { cookie: cookie.split(';')[0] as string, 'content-type': 'application/json' },
    body: JSON.stringify({ imageUrl }),
  })
  const traceId = answer.headers.get('x-trace-id')
  if (traceId === null) {
    throw new StartFailure(`The page's route answered ${answer.status} without a trace id.`)
  }
  return traceId
}
