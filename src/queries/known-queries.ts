import { credits, slowTenants, tenantVolume } from './business.ts'
import { cacheHits, durationPercentiles, retries, serviceCalls, slowRequests } from './durations.ts'
import { errorRate, newErrors, recentErrors } from './failures.ts'
import { coldStarts, failedRecords, timeouts } from './functions.ts'
import { knownModelCost } from './models.ts'
import type { InsightsQuery } from './query.ts'
import { authFailures, notFound } from './refusals.ts'
import { requestPath, traceJob } from './requests.ts'

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
  coldStarts,
  timeouts,
  retries,
  slowTenants,
  newErrors,
  failedRecords,
  knownModelCost,
]
