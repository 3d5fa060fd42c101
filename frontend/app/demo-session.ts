import { post } from './answer.ts'
import { describeFailure, type Failure } from './failure.ts'

/** Asks for the cookie of a demo session; answers with a failure only if there is none to be had. */
export async function beginDemoSession(signal: AbortSignal): Promise<Failure | undefined> {
  const answer = await post('/api/demo-session', {}, signal)
  if (answer.ok) return undefined
  const failure = describeFailure(answer)
  return answer.status === 404 ? { ...failure, message: 'Sign in first.' } : failure
}
