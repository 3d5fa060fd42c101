import type { InsightsQuery } from './query.ts'

/** Requests of more than two seconds. */
export const slowRequests: InsightsQuery = {
  id: 'slow-requests',
  title: 'Slow requests',
  question: 'Which requests took more than 2 seconds?',
  reading:
    'The slowest first. A route contains the function that it called, so the two rows of one traceId overlap. `hoptrace trace <traceId>` shows where the time went.',
  parameters: [],
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/ and duration > 2000
| fields @timestamp, duration, layer, action, result, coldStart, tenantId, userId, traceId, jobId, requestId
| sort duration desc, @timestamp desc
| limit 200`,
  fields: [
    '@timestamp',
    'phase',
    'duration',
    'layer',
    'action',
    'result',
    'coldStart',
    'tenantId',
    'userId',
    'traceId',
    'jobId',
    'requestId',
  ],
  columns: [
    '@timestamp',
    'duration',
    'layer',
    'action',
    'result',
    'coldStart',
    'tenantId',
    'userId',
    'traceId',
    'jobId',
    'requestId',
  ],
}

/** How long each action takes. */
export const durationPercentiles: InsightsQuery = {
  id: 'duration-percentiles',
  title: 'Duration percentiles',
  question: 'How long does each endpoint take, for most users and for the unlucky ones?',
  reading:
    'Milliseconds. p50 is what most users see, p95 and p99 are what they complain of; an average far above p50 means a few very slow requests.',
  parameters: [],
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/ and ispresent(duration)
| stats count(*) as requestCount, avg(duration) as avgMs, pct(duration, 50) as p50Ms, pct(duration, 90) as p90Ms, pct(duration, 95) as p95Ms, pct(duration, 99) as p99Ms, max(duration) as maxMs
  by layer, action
| sort p95Ms desc, action asc, layer asc
| limit 100`,
  fields: ['phase', 'action', 'duration', 'layer'],
  columns: [
    'layer',
    'action',
    'requestCount',
    'avgMs',
    'p50Ms',
    'p90Ms',
    'p95Ms',
    'p99Ms',
    'maxMs',
  ],
}

/** How the services that are called perform. */
export const serviceCalls: InsightsQuery = {
  id: 'service-calls',
  title: 'Service-call performance',
  question: 'Which service that we call is slow or fails?',
  reading:
    'One row per service and operation, the slowest first. A call that was retried is one row here: its duration is that of all attempts.',
  parameters: [],
  text: `filter phase = "call" and ispresent(duration)
| stats count(*) as callCount, avg(duration) as avgMs, pct(duration, 95) as p95Ms, pct(duration, 99) as p99Ms, max(duration) as maxMs,
        sum(strcontains(result, "error")) as errorCount,
        sum(strcontains(result, "error")) / count(*) * 100 as errorRatePct
  by action
| sort p95Ms desc, action asc
| limit 100`,
  fields: ['phase', 'action', 'duration', 'result'],
  columns: [
    'action',
    'callCount',
    'avgMs',
    'p95Ms',
    'p99Ms',
    'maxMs',
    'errorCount',
    'errorRatePct',
  ],
}

/** How often a cache answered. */
export const cacheHits: InsightsQuery = {
  id: 'cache',
  title: 'Cache hits and misses',
  question: 'How often does the cache answer, and does it pay off?',
  reading:
    'A hit rate that drops to zero after a deployment is a changed key. `avgMs` falls as the hit rate rises, or the cache is not worth it.',
  parameters: [],
  text: `filter ispresent(metadata.cacheStatus)
| stats count(*) as lookupCount,
        sum(strcontains(metadata.cacheStatus, "hit")) as hitCount,
        sum(strcontains(metadata.cacheStatus, "miss")) as missCount,
        sum(strcontains(metadata.cacheStatus, "hit")) / count(*) * 100 as hitRatePct,
        avg(duration) as avgMs
  by service, action
| sort lookupCount desc, action asc, service asc
| limit 100`,
  fields: ['metadata.cacheStatus', 'duration', 'service', 'action'],
  columns: ['service', 'action', 'lookupCount', 'hitCount', 'missCount', 'hitRatePct', 'avgMs'],
}
