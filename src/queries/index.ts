import { credits, tenantVolume } from './business.ts'
import { cacheHits, durationPercentiles, serviceCalls, slowRequests } from './durations.ts'
import { errorRate, recentErrors } from './failures.ts'
import type { InsightsQuery } from './query.ts'
import { authFailures, notFound } from './refusals.ts'
import { requestPath, traceJob } from './requests.ts'

export type { InsightsQuery, QueryParameter } from './query.ts'
export type { RecordField } from './record-field.ts'

/**
 * The queries that come with hoptrace, for CloudWatch Logs Insights and for `npx hoptrace query`.
 *
 * @example
 * import { queries } from 'hoptrace/queries'
 *
 * export const texts: ReadonlyMap<string, string> = new Map(
 *   queries.map(({ title, text }) => [title, text]),
 * )
 */
export const queries: readonly InsightsQuery[] = [
  traceJob,
  notFound,
  slowRequests,
  errorRate,
  durationPercentiles,
  requestPath,
  authFailures,
  serviceCalls,
  credits,
  recentErrors,
  tenantVolume,
  cacheHits,
]
