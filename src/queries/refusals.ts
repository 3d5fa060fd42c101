import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** Requests that were answered with 404. */
export const notFound: InsightsQuery = defineQuery({
  id: 'not-found',
  title: 'All 404s',
  question: 'Who got a 404, for what, and when?',
  reading:
    "One row for each service that answered 404. If a route passes on a function's 404, there are two rows with one traceId. `error.code` tells an unknown path (NOT_FOUND) from a missing job (JOB_NOT_FOUND).",
  text: `filter phase = "complete" and (metadata.statusCode = 404 or error.code = "NOT_FOUND")
| fields @timestamp, tenantId, userId, action, metadata.method, metadata.path, error.code, error.message, traceId, jobId, requestId
| sort @timestamp desc, spanId desc
| limit 500`,
})

/** Requests that were refused for their token or their rights. */
export const authFailures: InsightsQuery = defineQuery({
  id: 'auth-failures',
  title: 'Authentication failures',
  question: 'Whose requests were refused for their token or their rights?',
  reading:
    'A refusal has several rows: the hop that refused, and the endings of the services that passed it on. Count traceIds, not rows. Of the codes of the library jose, ERR_JWT_EXPIRED is an expired token, and ERR_JWS_SIGNATURE_VERIFICATION_FAILED a wrong secret or a forged token.',
  text: `filter metadata.statusCode in [401, 403] or (ispresent(error.code) and error.code like /(?i)^(err_jw|auth|unauthorized|forbidden|accessdenied|token|session)/)
| fields @timestamp, tenantId, userId, layer, action, phase, hopName, metadata.statusCode, error.code, error.message, traceId, requestId
| sort @timestamp desc, spanId desc
| limit 500`,
})
