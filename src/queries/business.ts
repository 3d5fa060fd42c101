import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** The credits that each tenant spent and got back. */
export const credits: InsightsQuery = defineQuery({
  id: 'credits',
  title: 'Credits debit and refund',
  question: 'How many credits did each tenant spend, and get back for failed jobs?',
  reading:
    'Counted from endings, which are also written for requests that are not sampled. If the refunds come near the debits, jobs fail after their debit: see `recent-errors`.',
  text: `filter phase = "complete" and (ispresent(CreditsDebited) or ispresent(CreditsRefunded))
| stats count(*) as opCount, sum(coalesce(CreditsDebited, 0)) as debited, sum(coalesce(CreditsRefunded, 0)) as refunded, debited - refunded as netCredits
  by tenantId
| sort netCredits desc, tenantId asc
| limit 200`,
})

/** The requests of each tenant. */
export const tenantVolume: InsightsQuery = defineQuery({
  id: 'tenant-volume',
  title: 'Volume by tenant',
  question: 'Which tenants send how many requests, by how many users, with how many errors?',
  reading:
    'Each service counts its own requests: one picture is a request of the route, and one of each function behind it. CloudWatch estimates `activeUsers` if there are many.',
  text: `filter phase = "complete" and ispresent(tenantId) and ispresent(action) and action not like /^service:/
| stats count(*) as requestCount, count_distinct(userId) as activeUsers, sum(strcontains(result, "error")) as errorCount, avg(duration) as avgMs
  by tenantId
| sort requestCount desc, tenantId asc
| limit 100`,
})

/** The durations of each tenant's requests. */
export const slowTenants: InsightsQuery = defineQuery({
  id: 'slow-tenants',
  title: 'Slowest tenants',
  question: 'Which tenants wait the longest, and for what?',
  reading:
    'One row for each tenant and endpoint, slowest first. Mind `requestCount`: the p95 of a few requests is their slowest. If an endpoint is slow for one tenant alone, look at the amount of its data; if for all, see `duration-percentiles`.',
  text: `filter phase = "complete" and ispresent(tenantId) and ispresent(action) and action not like /^service:/ and ispresent(duration)
| stats count(*) as requestCount, pct(duration, 50) as p50Ms, pct(duration, 95) as p95Ms, max(duration) as maxMs
  by tenantId, service, action
| sort p95Ms desc, tenantId asc, action asc, service asc
| limit 100`,
})
