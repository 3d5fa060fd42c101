import { StartError } from './start-error.ts'

/** Sends a picture to the page's route, as the page does. Returns the trace id. */
export async function sendImageRequest(pageUrl: string, imageUrl: string): Promise<string> {
  const session = await fetch(`${pageUrl}/api/demo-session`, { method: 'POST' })
  const [cookie = ''] = session.headers.getSetCookie()
  const response = await fetch(`${pageUrl}/api/bg-remover/process`, {
    method: 'POST',
    headers: { cookie: cookie.split(';')[0] as string, 'content-type': 'application/json' },
    body: JSON.stringify({ imageUrl }),
  })
  const traceId = response.headers.get('x-trace-id')
  if (traceId === null) {
    throw new StartError(`The page's route responded with ${response.status} and no trace id.`)
  }
  return traceId
}
