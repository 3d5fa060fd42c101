import { SignJWT } from 'jose'

/** Who a token is for. */
export interface TokenUser {
  readonly userId: string
  readonly tenantId: string
}

/** Signs a token for a user, as the bg-remover's callers have one. */
export function signUserToken({ userId, tenantId }: TokenUser, secret: string): Promise<string> {
  return new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience('bg-remover')
    .setExpirationTime('1 hour')
    .sign(Buffer.from(secret))
}
