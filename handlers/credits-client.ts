import { currentTrace } from 'hoptrace'
import { required } from './environment.ts'
import { Failure } from './failure.ts'
import { signCreditsToken } from './tokens.ts'

const TIMEOUT_MS = 5_000

/**
 * Takes one credit from a tenant.
 * @throws Failure 402 if the tenant has none
 */
export async function debit(tenantId: string): Promise<void> {
  const response = await post('debit', tenantId)
  if (response.status === 402) throw new Failure(402, 'CREDITS_EXHAUSTED', 'No credits left')
  if (!response.ok) throw new Error(`The credits service answered ${response.status}`)
}

/**
 * Gives one credit back to a tenant. It never throws: the caller must get the error that led to the
 * refund. The call's record has the reason if it fails.
 * @returns whether the credit was given back
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
