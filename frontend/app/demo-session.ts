import { post } from './answer.ts'
import { describeFailure, type Failure } from './failure.ts'

/** Asks for the cookie of a demo session, where they are offered; answers with a failure if that fails. */
export async function beginDemoSession(signal: AbortSignal): Promise<Failure | undefined> {
  const answer = await post('/api/demo-session', {}, signal)
  // Where none are offered, the visitor is signed in otherwise, or is told so by the next answer.
  return answer.ok || answer.status === 404 ? undefined : describeFailure(answer)
}
