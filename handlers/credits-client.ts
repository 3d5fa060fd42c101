import { currentTrace } from 'hoptrace'
import { required } from './environment.ts'
import { Failure } from './failure.ts'
import { signCreditsToken } from './tokens.ts'

const TIMEOUT_MS = 5_000

/** Takes one credit from the tenant. */
export async function debit(tenantId: string): Promise<void> {
  const response = await post('debit', tenantId)
  if (response.status === 402) throw new Failure(402, 'CREDITS_EXHAUSTED', 'No credits left')
  if (!response.ok) throw new Error(`The credits service answered ${response.status}`)
}

/**
 * Gives the credit back; whether that was done. That it fails is in its call record; the request's
 * own failure is the one that the caller must hear of.
 */
export async function refund(tenantId: string): Promise<boolean> {
  return post('refund', tenantId).then(
    ({ ok }) => ok,
    () => false,
  )
}

function post(operation: 'debit' | 'refund', tenantId: string): Promise<Response> {
  const trace = currentTrace()
  return trace.call('credits', operation, async () => {
    const authorization = `Bearer ${await signCreditsToken(tenantId)}`
    return fetch(`${required('CREDITS_URL')}/credits/${operation}`, {
      method: 'POST',
      headers: trace.headers({ authorization, 'content-type': 'application/json' }),
      body: '{}',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  })
}
