import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** Requests that took more than two seconds. */
export const slowRequests: InsightsQuery = defineQuery({
  id: 'slow-requests',
  title: 'Slow requests',
  question: 'Which requests took more than 2 seconds?',
  reading:
    "Slowest first. A route's duration includes that of the function it calls: both rows have one traceId. `hoptrace trace <traceId>` shows where the time went.",
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/ and duration > 2000
| fields @timestamp, duration, layer, action, result, coldStart, tenantId, userId, traceId, jobId, requestId
| sort duration desc, @timestamp desc
| limit 200`,
})

/** The durations of each action. */
export const durationPercentiles: InsightsQuery = defineQuery({
  id: 'duration-percentiles',
  title: 'Duration percentiles',
  question: 'How long does each endpoint take, for most users and for the unlucky ones?',
  reading:
    'In milliseconds. p50 is a typical request, p95 and p99 are slow ones. An average far above p50 means that a few requests are very slow. A batch is one request, as long as all its records.',
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/ and ispresent(duration) and strcontains(coalesce(message, ""), "Record ") = 0
| stats count(*) as requestCount, avg(duration) as avgMs, pct(duration, 50) as p50Ms, pct(duration, 90) as p90Ms, pct(duration, 95) as p95Ms, pct(duration, 99) as p99Ms, max(duration) as maxMs
  by layer, service, action
| sort p95Ms desc, action asc, service asc, layer asc
| limit 100`,
})

/** The durations and errors of the services that are called. */
export const serviceCalls: InsightsQuery = defineQuery({
  id: 'service-calls',
  title: 'Service-call performance',
  question: 'Which service that we call is slow or fails?',
  reading:
    'One row for each service and operation, slowest first. A call with retries counts once, with the duration of all its attempts.',
  text: `filter phase = "call" and ispresent(duration)
| stats count(*) as callCount, avg(duration) as avgMs, pct(duration, 95) as p95Ms, pct(duration, 99) as p99Ms, max(duration) as maxMs,
        sum(strcontains(result, "error")) as errorCount,
        sum(strcontains(result, "error")) / count(*) * 100 as errorRatePct
  by action
| sort p95Ms desc, action asc
| limit 100`,
})

/** Calls that were repeated or throttled. */
export const retries: InsightsQuery = defineQuery({
  id: 'retries',
  title: 'Retries and throttles',
  question: 'Which calls have to be repeated, and which services throttle them?',
  reading:
    'One row for each operation that was repeated or throttled. `extraAttemptCount` is what the repetitions add to the load of the service. `throttledCount` has calls that failed by a throttle after all attempts: raise the limit, or call less.',
  text: `filter phase = "call" and ispresent(duration)
| stats count(*) as callCount,
  sum(least(coalesce(metadata.attempts, 1) - 1, 1)) as retriedCount,
  sum(coalesce(metadata.attempts, 1) - 1) as extraAttemptCount,
  max(metadata.attempts) as mostAttempts,
  sum(coalesce(metadata.throttle, 0)) as throttledCount,
  sum(strcontains(result, "error")) as errorCount
  by service, action
| filter retriedCount > 0 or throttledCount > 0
| sort throttledCount desc, extraAttemptCount desc, action asc, service asc
| limit 100`,
})

/** The hits and misses of caches. */
export const cacheHits: InsightsQuery = defineQuery({
  id: 'cache',
  title: 'Cache hits and misses',
  question: 'How often does the cache answer, and does it pay off?',
  reading:
    "If the hit rate drops to zero after a deployment, the cache's key has probably changed. If `avgMs` doesn't fall as the hit rate rises, the cache isn't worth it.",
  text: `filter ispresent(metadata.cacheStatus)
| stats count(*) as lookupCount,
        sum(strcontains(metadata.cacheStatus, "hit")) as hitCount,
        sum(strcontains(metadata.cacheStatus, "miss")) as missCount,
        sum(strcontains(metadata.cacheStatus, "hit")) / count(*) * 100 as hitRatePct,
        avg(duration) as avgMs
  by service, action
| sort lookupCount desc, action asc, service asc
| limit 100`,
})
