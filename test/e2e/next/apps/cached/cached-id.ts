import { currentTrace } from 'hoptrace/next'

/** Returns the trace id that cached code sees. */
export async function cachedId(): Promise<string> {
  'use cache'
  const trace = currentTrace()
  await trace.hop('work', async () => trace.info('inside'))
  return trace.id
}
