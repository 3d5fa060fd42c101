import { safeGet } from '../lib/safe-get.ts'
import type { Level, Metadata, Result } from '../record.ts'

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  410: 'GONE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

/** Returns the stable code for an HTTP status of 400 and above. */
export function codeOfStatus(status: number): string {
  return CODES[status] ?? `HTTP_${status}`
}

/** Returns a status's level and result: 5xx is a fault, 4xx the caller's error, anything else a success. */
export function judgeStatus(status: number): { level: Level; result: Result } {
  if (status >= 500) return { level: 'error', result: 'error' }
  if (status >= 400) return { level: 'warn', result: 'error' }
  return { level: 'info', result: 'success' }
}

/** Returns the `statusCode` in metadata; `undefined` if it has no number there. */
export function statusIn(metadata: Metadata | undefined): number | undefined {
  const status = safeGet(metadata, 'statusCode')
  return typeof status === 'number' ? status : undefined
}
