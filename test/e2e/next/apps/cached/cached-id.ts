import { currentTrace } from 'hoptrace/next'

/** The id of the trace, as far as what is kept for everybody may know it. */
export async function cachedId(): Promise<string> {
  'use cache'
  const trace = currentTrace()
  await trace.hop('work', async () => trace.info('inside'))
  return trace.id
}
