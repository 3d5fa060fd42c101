import type { InsightsQuery } from './query.ts'

/** Requests that were answered with 404. */
export const notFound: InsightsQuery = {
  id: 'not-found',
  title: 'All 404s',
  question: 'Who got a 404, for what, and when?',
  reading:
    'One row per service that answered 404: a 404 of a function that the route passed on is two rows with one traceId. `error.code` tells an unknown path (NOT_FOUND) from a missing job (JOB_NOT_FOUND).',
  parameters: [],
  text: `filter phase = "complete" and (metadata.statusCode = 404 or error.code = "NOT_FOUND")
| fields @timestamp, tenantId, userId, action, metadata.method, metadata.path, error.code, error.message, traceId, jobId, requestId
| sort @timestamp desc, spanId desc
| limit 500`,
  fields: [
    '@timestamp',
    'phase',
    'metadata.statusCode',
    'tenantId',
    'userId',
    'action',
    'metadata.method',
    'metadata.path',
    'error.code',
    'error.message',
    'traceId',
    'jobId',
    'requestId',
    'spanId',
  ],
  columns: [
    '@timestamp',
    'tenantId',
    'userId',
    'action',
    'metadata.method',
    'metadata.path',
    'error.code',
    'error.message',
    'traceId',
    'jobId',
    'requestId',
  ],
}

/** Requests that were refused for who sent them. */
export const authFailures: InsightsQuery = {
  id: 'auth-failures',
  title: 'Authentication failures',
  question: 'Whose requests were refused for their token or their rights?',
  reading:
    'A refusal shows as the hop that refused and as the endings of the services that passed it on: count traceIds, not rows. Where the code is that of the library, ERR_JWT_EXPIRED is a user who was away, and ERR_JWS_SIGNATURE_VERIFICATION_FAILED a wrong secret or a forged token.',
  parameters: [],
  text: `filter metadata.statusCode in [401, 403] or (ispresent(error.code) and error.code like /(?i)^(err_jw|auth|unauthorized|forbidden|accessdenied|token|session)/)
| fields @timestamp, tenantId, userId, layer, action, phase, hopName, metadata.statusCode, error.code, error.message, traceId, requestId
| sort @timestamp desc, spanId desc
| limit 500`,
  fields: [
    '@timestamp',
    'tenantId',
    'userId',
    'layer',
    'action',
    'phase',
    'hopName',
    'metadata.statusCode',
    'error.code',
    'error.message',
    'traceId',
    'requestId',
    'spanId',
  ],
  columns: [
    '@timestamp',
    'tenantId',
    'userId',
    'layer',
    'action',
    'phase',
    'hopName',
    'metadata.statusCode',
    'error.code',
    'error.message',
    'traceId',
    'requestId',
  ],
}
