import { required } from '../environment.ts'

const TIMEOUT_MS = 29_000

/** Sends a request's body to the bg-remover's Lambda function. Returns its response, whose body has arrived. */
export async function invokeProcess(body: string, headers: Headers): Promise<Response> {
  const response = await fetch(`${required('BACKEND_URL')}/bg-remover/process`, {
    method: 'POST',
    headers,
    body,
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const { status } = response
  return new Response(await response.text(), {
    status,
    headers: { 'content-type': response.headers.get('content-type') ?? 'application/json' },
  })
}
