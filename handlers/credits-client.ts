import { currentTrace } from 'hoptrace'
import { required } from './environment.ts'
import { Failure } from './failure.ts'
import { signCreditsToken } from './tokens.ts'

const TIMEOUT_MS = 5_000

/**
 * Takes one credit from a tenant for a job. If the answer is lost, it asks once more: the credits
 * service debits a job once.
 * @throws Failure 402 if the tenant has none
 * @throws Error if the credit may have been taken; {@link refund} gives it back then
 */
export async function debit(tenantId: string, jobId: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const send = (): Promise<Response> => post('debit', tenantId, jobId, signal)
  const response = await send().catch((error: unknown) => {
    if (signal.aborted) throw error
    return send()
  })
  if (response.status === 402) throw new Failure(402, 'CREDITS_EXHAUSTED', 'No credits left')
  if (!response.ok) throw new Error(`The credits service answered ${response.status}`)
}

/**
 * Gives back the credit that a tenant paid for a job, if it did. It never throws: the caller must get
 * the error that led to the refund. The call's record has the reason if it fails.
 * @returns whether a credit was given back
 */
export async function refund(tenantId: string, jobId: string): Promise<boolean> {
  try {
    const response = await post('refund', tenantId, jobId, AbortSignal.timeout(TIMEOUT_MS))
    return response.ok && ((await response.json()) as { returned?: boolean }).returned === true
  } catch {
    return false
  }
}

function post(
  operation: 'debit' | 'refund',
  tenantId: string,
  jobId: string,
  signal: AbortSignal,
): Promise<Response> {
  const trace = currentTrace()
  return trace.call('credits', operation, async () => {
    const authorization = `Bearer ${await signCreditsToken(tenantId)}`
    return fetch(`${required('CREDITS_URL')}/credits/${operation}`, {
      method: 'POST',
      headers: trace.headers({ authorization, 'content-type': 'application/json' }),
      body: JSON.stringify({ jobId }),
      signal,
    })
  })
}
