import { post } from './api-client.ts'
import { describeFailure, type Failure } from './failure.ts'

/** Requests the cookie of a demo session. Returns the failure if that fails. */
export async function beginDemoSession(signal: AbortSignal): Promise<Failure | undefined> {
  const response = await post('/api/demo-session', {}, signal)
  // A 404: this server offers none. The visitor has another session, or the next response is a 401.
  return response.ok || response.status === 404 ? undefined : describeFailure(response)
}
