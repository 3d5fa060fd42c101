import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Identity } from '../core/record.ts'
import type { LambdaContext } from './context.ts'
import { safeGetIn } from './triggers/event-values.ts'

/** Who a request is about, by its event and Lambda's context. It must return at once. */
// biome-ignore lint/suspicious/noExplicitAny: the caller knows the type of its events
export type Identify = (event: any, context: LambdaContext) => Identity | undefined

const USER = ['sub', 'userId', 'user_id', 'principalId']
const TENANT = ['custom:tenantId', 'custom:tenant_id', 'tenantId', 'tenant_id']

/** Who the authorizer says that the caller is, the job in the route, the tenant that Lambda isolates. Bodies are not read. */
export function defaultIdentity(event: unknown, context: unknown): Identity {
  const claims = claimsOf(safeGet(event, '0') ?? event) // AppSync's batches are lists
  return {
    tenantId: idOf(safeGet(context, 'tenantId')) ?? claimIn(claims, TENANT),
    userId: claimIn(claims, USER),
    jobId: idOf(safeGetIn(event, 'pathParameters', 'jobId')),
  }
}

/** What `identify` returns of ids; whatever else it does harms nothing. */
export function identityOf(identify: Identify, event: unknown, context: unknown): Identity {
  const found = guard(() => settled(identify(event, context as LambdaContext)))
  return {
    tenantId: idOf(safeGet(found, 'tenantId')),
    userId: idOf(safeGet(found, 'userId')),
    jobId: idOf(safeGet(found, 'jobId')),
  }
}

function settled<T>(found: T): T {
  if (!(found instanceof Promise)) return found
  found.catch(() => undefined) // a rejection that nobody handles would end the process
  throw new TypeError("hoptrace: option 'identify' must return at once, got a promise")
}

/** What API Gateway, AppSync and Cognito know of the caller, the surest first. */
function claimsOf(event: unknown): readonly unknown[] {
  const authorizer = safeGetIn(event, 'requestContext', 'authorizer')
  const identity = safeGet(event, 'identity')
  const attributes = safeGetIn(event, 'request', 'userAttributes')
  const known = [authorizer, identity, attributes].filter(Boolean)
  return known.flatMap((one) => [
    safeGetIn(one, 'jwt', 'claims'),
    safeGet(one, 'claims'),
    safeGet(one, 'lambda'),
    safeGet(one, 'resolverContext'),
    one,
  ])
}

function claimIn(claims: readonly unknown[], names: readonly string[]): string | undefined {
  for (const claim of claims) {
    for (const name of names) {
      const id = idOf(safeGet(claim, name))
      if (id !== undefined) return id
    }
  }
  return undefined
}

function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'number' || (typeof value === 'string' && value !== '')
  return isId ? String(value) : undefined
}
