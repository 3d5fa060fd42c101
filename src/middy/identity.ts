import { harmless } from '../core/harmless.ts'
import { member } from '../core/member.ts'
import type { Identity } from '../core/record.ts'
import type { LambdaContext } from './context.ts'
import { memberAt } from './sources/source.ts'

/** Who a request is about, by its event and Lambda's context. It must return at once. */
// biome-ignore lint/suspicious/noExplicitAny: the caller knows the type of its events
export type Identify = (event: any, context: LambdaContext) => Identity | undefined

const USER = ['sub', 'userId', 'user_id', 'principalId']
const TENANT = ['custom:tenantId', 'custom:tenant_id', 'tenantId', 'tenant_id']

/** Who the authorizer says that the caller is, the job in the route, the tenant that Lambda isolates. Bodies are not read. */
export function defaultIdentity(event: unknown, context: unknown): Identity {
  const claims = claimsOf(member(event, '0') ?? event) // AppSync's batches are lists
  return {
    tenantId: idIn([context], ['tenantId']) ?? idIn(claims, TENANT),
    userId: idIn(claims, USER),
    jobId: idIn([member(event, 'pathParameters')], ['jobId']),
  }
}

/** What `identify` returns of ids; whatever else it does harms nothing. */
export function identityOf(identify: Identify, event: unknown, context: unknown): Identity {
  const found = harmless(() => settled(identify(event, context as LambdaContext)))
  return {
    tenantId: idIn([found], ['tenantId']),
    userId: idIn([found], ['userId']),
    jobId: idIn([found], ['jobId']),
  }
}

function settled<T>(found: T): T {
  if (!(found instanceof Promise)) return found
  found.catch(() => undefined) // a rejection that nobody handles would end the process
  throw new TypeError("hoptrace: option 'identify' must return at once, got a promise")
}

/** Where API Gateway, AppSync and Cognito have what is known of the caller. */
function claimsOf(event: unknown): readonly unknown[] {
  const authorizer = memberAt(event, 'requestContext', 'authorizer')
  const identity = member(event, 'identity')
  return [
    memberAt(authorizer, 'jwt', 'claims'),
    member(authorizer, 'claims'),
    member(authorizer, 'lambda'),
    authorizer,
    member(identity, 'claims'),
    member(identity, 'resolverContext'),
    identity,
    memberAt(event, 'request', 'userAttributes'),
  ]
}

function idIn(bags: readonly unknown[], names: readonly string[]): string | undefined {
  for (const bag of bags) {
    for (const name of bag ? names : []) {
      const value = member(bag, name)
      if (typeof value === 'number' || (typeof value === 'string' && value !== ''))
        return String(value)
    }
  }
  return undefined
}
