import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { required } from './environment.ts'
import { Failure } from './failure.ts'

/** The user that a token names. */
export interface User {
  readonly userId: string
  readonly tenantId: string
}

const CREDITS_AUDIENCE = 'credits'
/** 1 to 128 characters. None is a control or format character, and the first is no space. */
const ID = /^(?!\s)\P{C}{1,128}$/u

/**
 * Verifies the token of an `Authorization` header, and returns its user.
 * @throws Failure 401 if it is missing or invalid
 */
export async function verifyUser(authorization: string | undefined): Promise<User> {
  const { sub, tenantId } = await verify(authorization, 'bg-remover', required('JWT_SECRET'))
  return { userId: checkId(sub), tenantId: checkId(tenantId) }
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
  return checkId(tenantId)
}

/** Returns a claim that names somebody. JSON Web Tokens may have claims of any type. */
function checkId(claim: unknown): string {
  if (typeof claim !== 'string' || !ID.test(claim)) throw unauthorized()
  return claim
}

async function verify(
  authorization: string | undefined,
  audience: string,
  secret: string,
): Promise<JWTPayload> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw unauthorized()
  try {
    const options = { audience, algorithms: ['HS256'], requiredClaims: ['exp'] }
    return (await jwtVerify(token, key(secret), options)).payload
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
