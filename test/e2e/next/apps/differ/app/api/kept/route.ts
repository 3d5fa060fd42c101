import { withTracing } from '../../../wrappers.ts'

export const dynamic = 'force-static'

export const GET = withTracing(() => Response.json({ kept: true }))
