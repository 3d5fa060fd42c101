import { jwtVerify, SignJWT } from 'jose'
import { required } from '../environment.ts'

/** The cookie that holds a session's token. */
export const SESSION_COOKIE = 'session'
/** How long a session is valid. */
export const SESSION_SECONDS = 3600

const AUDIENCE = 'bg-remover'
/** 1 to 128 characters. None is a control or format character, and the first is no space. */
const ID = /^(?!\s)\P{C}{1,128}$/u

/** A signed-in user, and their token. */
export interface Session {
  readonly userId: string
  readonly tenantId: string
  readonly token: string
}

/** Returns the session of an `Authorization` header, else of the cookie; `undefined` if it is missing or invalid. */
export async function readSession(
  authorization: string | null,
  cookie: string | undefined,
): Promise<Session | undefined> {
  const token = authorization?.replace(/^Bearer /i, '') ?? cookie
  if (!token) return undefined
  try {
    const options = { audience: AUDIENCE, algorithms: ['HS256'], requiredClaims: ['exp'] }
    const { sub, tenantId } = (await jwtVerify(token, key(), options)).payload
    return isId(sub) && isId(tenantId) ? { userId: sub, tenantId, token } : undefined
  } catch {
    return undefined // a forged or expired token
  }
}

/** Signs a token for a user, valid for {@link SESSION_SECONDS}. */
export function signSession(userId: string, tenantId: string): Promise<string> {
  return new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(AUDIENCE)
    .setExpirationTime(`${SESSION_SECONDS} seconds`)
    .sign(key())
}

/** Whether a claim names somebody. JSON Web Tokens may have claims of any type. */
function isId(claim: unknown): claim is string {
  return typeof claim === 'string' && ID.test(claim)
}

function key(): Uint8Array {
  return new TextEncoder().encode(required('JWT_SECRET'))
}
