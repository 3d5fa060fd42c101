import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { required } from './environment.ts'
import { Failure } from './failure.ts'

/** The user that a token names. */
export interface User {
  readonly userId: string
  readonly tenantId: string
}

const CREDITS_AUDIENCE = 'credits'

/**
 * Verifies the token of an `Authorization` header, and returns its user.
 * @throws Failure 401 if it is missing or invalid
 */
export async function verifyUser(authorization: string | undefined): Promise<User> {
  const { sub, tenantId } = await verify(authorization, 'bg-remover', required('JWT_SECRET'))
  if (sub === undefined || typeof tenantId !== 'string') throw unauthorized()
  return { userId: sub, tenantId }
}

/** Signs a token for calls of the credits service, valid for a minute. */
export function signCreditsToken(tenantId: string): Promise<string> {
  return new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(CREDITS_AUDIENCE)
    .setExpirationTime('1 minute')
    .sign(key(required('CREDITS_SECRET')))
}

/**
 * Verifies the token of a call of the credits service, and returns its tenant.
 * @throws Failure 401 if it is missing or invalid
 */
export async function verifyCreditsToken(authorization: string | undefined): Promise<string> {
  const { tenantId } = await verify(authorization, CREDITS_AUDIENCE, required('CREDITS_SECRET'))
  if (typeof tenantId !== 'string') throw unauthorized()
  return tenantId
}

async function verify(
  authorization: string | undefined,
  audience: string,
  secret: string,
): Promise<JWTPayload> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw unauthorized()
  try {
    return (await jwtVerify(token, key(secret), { audience, algorithms: ['HS256'] })).payload
  } catch (cause) {
    throw unauthorized(cause)
  }
}

function key(secret: string): Uint8Array {
  return new TextEncoder().encode(secret)
}

function unauthorized(cause?: unknown): Failure {
  return new Failure(401, 'UNAUTHORIZED', 'The token is missing or not valid', { cause })
}
