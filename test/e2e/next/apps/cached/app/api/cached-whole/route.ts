import { withTracing } from 'hoptrace/next'
import { cachedId } from '../../../cached-id.ts'

export const GET = withTracing(async () => Response.json({ cached: await cachedId() }))
