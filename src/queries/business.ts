import type { InsightsQuery } from './query.ts'

/** What each tenant paid and got back. */
export const credits: InsightsQuery = {
  id: 'credits',
  title: 'Credits debit and refund',
  question: 'How many credits did each tenant spend, and get back for failed jobs?',
  reading:
    'From the endings of requests, which are written also when the rest of a request is sampled away. Refunds near the debits mean that jobs fail after the debit: see `recent-errors`.',
  parameters: [],
  text: `filter phase = "complete" and (ispresent(CreditsDebited) or ispresent(CreditsRefunded))
| stats count(*) as opCount, sum(coalesce(CreditsDebited, 0)) as debited, sum(coalesce(CreditsRefunded, 0)) as refunded, debited - refunded as netCredits
  by tenantId
| sort netCredits desc, tenantId asc
| limit 200`,
  fields: ['phase', 'CreditsDebited', 'CreditsRefunded', 'tenantId'],
  columns: ['tenantId', 'opCount', 'debited', 'refunded', 'netCredits'],
}

/** How much each tenant uses. */
export const tenantVolume: InsightsQuery = {
  id: 'tenant-volume',
  title: 'Volume by tenant',
  question: 'Which tenants send how many requests, by how many users, with how many errors?',
  reading:
    'Requests of every service count, so one picture is a request of the route and one of each function behind it. CloudWatch estimates `activeUsers` where there are many.',
  parameters: [],
  text: `filter phase = "complete" and ispresent(tenantId) and ispresent(action) and action not like /^service:/
| stats count(*) as requestCount, count_distinct(userId) as activeUsers, sum(strcontains(result, "error")) as errorCount, avg(duration) as avgMs
  by tenantId
| sort requestCount desc, tenantId asc
| limit 100`,
  fields: ['phase', 'tenantId', 'action', 'userId', 'result', 'duration'],
  columns: ['tenantId', 'requestCount', 'activeUsers', 'errorCount', 'avgMs'],
}
