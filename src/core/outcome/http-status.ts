import { safeGet } from '../lib/safe-get.ts'
import type { Level, Metadata, Result } from '../record.ts'

const WORDS: Readonly<Record<number, string>> = {
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

/** The stable word for an HTTP status of 400 and above. */
export function codeOfStatus(status: number): string {
  return WORDS[status] ?? `HTTP_${status}`
}

/** How a status is judged: 5xx is a fault, 4xx the caller's error, all else a success. */
export function judgeStatus(status: number): { level: Level; result: Result } {
  if (status >= 500) return { level: 'error', result: 'error' }
  if (status >= 400) return { level: 'warn', result: 'error' }
  return { level: 'info', result: 'success' }
}

/** The `statusCode` that metadata says, if it says one. */
export function statusIn(metadata: Metadata | undefined): number | undefined {
  const status = safeGet(metadata, 'statusCode')
  return typeof status === 'number' ? status : undefined
}
