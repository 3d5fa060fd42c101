import type { System } from '../system.ts'
import { signUserToken } from '../user-token.ts'

/** What a caller gets. */
export interface Reply {
  readonly status: number
  readonly traceId: string
}

/** Sends requests as one user. */
export interface Caller {
  process(): Promise<Reply>
  status(jobId: string): Promise<Reply>
}

/** Creates a user of the system with this identity. */
export async function createCaller(
  { pageUrl, apiUrl, pictures, jwtSecret }: System,
  userId: string,
  tenantId: string,
  secret: string = jwtSecret,
): Promise<Caller> {
  const token = await signUserToken({ userId, tenantId }, secret)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const send = async (url: string, init: RequestInit): Promise<Reply> => {
    const answer = await fetch(url, { ...init, headers })
    await answer.arrayBuffer()
    return { status: answer.status, traceId: answer.headers.get('x-trace-id') ?? '' }
  }
  return {
    process: () =>
      send(`${pageUrl}/api/bg-remover/process`, {
        method: 'POST',
        body: JSON.stringify({ imageUrl: pictures[0] }),
      }),
    status: (jobId) => send(`${apiUrl}/bg-remover/status/${jobId}`, {}),
  }
}
