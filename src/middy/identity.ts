import { guard } from '../core/outcome/guard.ts'
import type { Identity } from '../core/record.ts'
import type { LambdaContext } from './lambda-context.ts'
import type { Part } from './triggers/event-values.ts'

/**
 * Returns who a request is about. It must return at once: a promise is ignored.
 * @param event Lambda's event, of any trigger
 * @param context Lambda's context
 * @returns `jobId`, `tenantId`, `userId`: those that are known
 */
// biome-ignore lint/suspicious/noExplicitAny: the caller knows the type of its events
export type Identify = (event: any, context: LambdaContext) => Identity | undefined

const USER_CLAIMS = ['sub', 'userId', 'user_id', 'principalId']
const TENANT_CLAIMS = ['custom:tenantId', 'custom:tenant_id', 'tenantId', 'tenant_id']

/**
 * Returns the caller that the authorizer names, the job in the route, and the tenant of tenant
 * isolation, which a durable function's context has in `lambdaContext`. Bodies are not read.
 */
export function defaultIdentity(event: Part, context: unknown): Identity {
  const { tenantId, lambdaContext } = (context ?? {}) as NonNullable<Part>
  const claims = claimsOf(event?.[0] ?? event) // a batch of AppSync is a list
  return {
    tenantId: idOf(tenantId ?? lambdaContext?.tenantId) ?? claimIn(claims, TENANT_CLAIMS),
    userId: claimIn(claims, USER_CLAIMS),
    jobId: idOf(event?.pathParameters?.jobId),
  }
}

/** Returns the ids that `identify` returns; none if it fails. */
export function identityOf(identify: Identify, event: unknown, context: unknown): Identity {
  const found = guard(() => {
    const identity = withoutPromise(identify(event, context as LambdaContext))
    return {
      tenantId: idOf(identity?.tenantId),
      userId: idOf(identity?.userId),
      jobId: idOf(identity?.jobId),
    }
  }, "option 'identify' failed")
  return found ?? {}
}

function withoutPromise<T>(value: T): T {
  if (!(value instanceof Promise)) return value
  value.catch(() => undefined) // an unhandled rejection would end the process
  throw new TypeError("hoptrace: option 'identify' must return at once, got a promise")
}

/** Returns the caller's claims from API Gateway, AppSync and Cognito, the most reliable first. */
function claimsOf(event: Part): readonly Part[] {
  const sources = [
    event?.requestContext?.authorizer,
    event?.identity,
    event?.request?.userAttributes,
  ].filter(Boolean)
  return sources.flatMap((source) => [
    source?.jwt?.claims,
    source?.claims,
    source?.lambda,
    source?.resolverContext,
    source,
  ])
}

function claimIn(claims: readonly Part[], names: readonly string[]): string | undefined {
  return claims.flatMap((claim) => names.map((name) => idOf(claim?.[name]))).find(Boolean)
}

function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'number' || (typeof value === 'string' && value !== '')
  return isId ? String(value) : undefined
}
