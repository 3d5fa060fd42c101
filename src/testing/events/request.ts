import { type EventInput, REGION } from './event-input.ts'

export const PATH = '/orders/17'
export const HOST: string = `a1b2c3d4e5.execute-api.${REGION}.amazonaws.com`
export const SOURCE_IP = '203.0.113.7'
export const USER_AGENT = 'Mozilla/5.0'

/** Returns the body of a request; `null` if it has none. */
export function bodyOf({ body }: EventInput): string | null {
  return body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body)
}

/** Returns the headers of a request, with those that every client sends. */
export function headersOf({ headers }: EventInput): Record<string, string> {
  return { accept: 'application/json', host: HOST, 'user-agent': USER_AGENT, ...headers }
}

/** Returns headers as lists of values. */
export function valuesOf(headers: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
}
