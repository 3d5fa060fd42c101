import { SignJWT } from 'jose'

/** The user and the tenant of a token. */
export interface TokenUser {
  readonly userId: string
  readonly tenantId: string
}

/** Signs a token with which a user calls the bg-remover. */
export function signUserToken({ userId, tenantId }: TokenUser, secret: string): Promise<string> {
  return new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience('bg-remover')
    .setExpirationTime('1 hour')
    .sign(Buffer.from(secret))
}
