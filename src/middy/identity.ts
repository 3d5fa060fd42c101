import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Identity } from '../core/record.ts'
import type { LambdaContext } from './lambda-context.ts'
import { pathsOf, safeGetAll, safeGetIn } from './triggers/event-values.ts'

/**
 * Returns who a request is about. It must return at once: a promise is ignored.
 * @param event Lambda's event, of any trigger
 * @param context Lambda's context
 * @returns `jobId`, `tenantId`, `userId`: those that are known
 */
// biome-ignore lint/suspicious/noExplicitAny: the caller knows the type of its events
export type Identify = (event: any, context: LambdaContext) => Identity | undefined

/** Where a source of claims may hold them, beside its own members. */
const CLAIMS = pathsOf('jwt.claims claims lambda resolverContext')
const USER_CLAIMS = ['sub', 'userId', 'user_id', 'principalId']
const TENANT_CLAIMS = ['custom:tenantId', 'custom:tenant_id', 'tenantId', 'tenant_id']

/**
 * Returns the caller that the authorizer names, the job in the route, and the tenant of tenant
 * isolation, which a durable function's context has in `lambdaContext`. Bodies are not read.
 */
export function defaultIdentity(event: unknown, context: unknown): Identity {
  const claims = claimsOf(safeGet(event, '0') ?? event) // a batch of AppSync is a list
  const tenant = safeGet(context, 'tenantId') ?? safeGetIn(context, 'lambdaContext', 'tenantId')
  return {
    tenantId: idOf(tenant) ?? claimIn(claims, TENANT_CLAIMS),
    userId: claimIn(claims, USER_CLAIMS),
    jobId: idOf(safeGetIn(event, 'pathParameters', 'jobId')),
  }
}

/** Returns the ids that `identify` returns; none if it fails. */
export function identityOf(identify: Identify, event: unknown, context: unknown): Identity {
  const found = guard(
    () => withoutPromise(identify(event, context as LambdaContext)),
    "option 'identify' failed",
  )
  return {
    tenantId: idOf(safeGet(found, 'tenantId')),
    userId: idOf(safeGet(found, 'userId')),
    jobId: idOf(safeGet(found, 'jobId')),
  }
}

function withoutPromise<T>(value: T): T {
  if (!(value instanceof Promise)) return value
  value.catch(() => undefined) // an unhandled rejection would end the process
  throw new TypeError("hoptrace: option 'identify' must return at once, got a promise")
}

/** Returns the caller's claims from API Gateway, AppSync and Cognito, the most reliable first. */
function claimsOf(event: unknown): readonly unknown[] {
  const authorizer = safeGetIn(event, 'requestContext', 'authorizer')
  const identity = safeGet(event, 'identity')
  const attributes = safeGetIn(event, 'request', 'userAttributes')
  const sources = [authorizer, identity, attributes].filter(Boolean)
  return sources.flatMap((source) => [...safeGetAll(source, CLAIMS), source])
}

function claimIn(claims: readonly unknown[], names: readonly string[]): string | undefined {
  return claims.flatMap((claim) => names.map((name) => idOf(safeGet(claim, name)))).find(Boolean)
}

function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'number' || (typeof value === 'string' && value !== '')
  return isId ? String(value) : undefined
}
