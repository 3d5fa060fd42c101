import { safeGet } from '../../core/lib/safe-get.ts'
import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import { http } from './http.ts'
import type { TriggerEvent } from './trigger.ts'

const AUTHORIZER = { isAuthorizer: true, statusForError }

/** Reads events of Lambda authorizers: of API Gateway (`TOKEN`, `REQUEST`) and of AppSync. */
export function authorizer(event: Part): TriggerEvent | undefined {
  const request = isRequest(event) && http(event)
  // The route's pattern is the action of the request that is let in.
  if (request) return { header: request.header, metadata: request.metadata, ...AUTHORIZER }
  if (textOf(event?.authorizationToken) === undefined) return undefined
  return { header: headerReader([event?.requestHeaders]), ...AUTHORIZER }
}

// API Gateway answers this message with 401, and any other error with 500.
function statusForError(error: unknown): number | undefined {
  return safeGet(error, 'message') === 'Unauthorized' ? 401 : undefined
}

function isRequest(event: Part): boolean {
  return textOf(event?.type) === 'REQUEST' && (event?.methodArn ?? event?.routeArn) !== undefined
}
