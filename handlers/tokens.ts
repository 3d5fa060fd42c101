import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { required } from './environment.ts'
import { Failure } from './failure.ts'

/** Who a request is made for. */
export interface User {
  readonly userId: string
  readonly tenantId: string
}

const CREDITS = 'credits'

/** The user of an `Authorization: Bearer` header. */
export async function verifyUser(authorization: string | undefined): Promise<User> {
  const { sub, tenantId } = await verify(authorization, 'bg-remover', required('JWT_SECRET'))
  if (sub === undefined || typeof tenantId !== 'string') throw unauthorized()
  return { userId: sub, tenantId }
}

/** A short-lived token with which one service asks the credits service for a tenant. */
export function signCreditsToken(tenantId: string): Promise<string> {
  return new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(CREDITS)
    .setExpirationTime('1 minute')
    .sign(key(required('CREDITS_SECRET')))
}

/** The tenant that a credits token was made for. */
export async function verifyCreditsToken(authorization: string | undefined): Promise<string> {
  const { tenantId } = await verify(authorization, CREDITS, required('CREDITS_SECRET'))
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
