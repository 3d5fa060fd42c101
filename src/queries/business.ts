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
