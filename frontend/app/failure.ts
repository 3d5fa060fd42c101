import { type ApiResponse, nonEmptyText } from './api-client.ts'

/** Why there is no picture. */
export interface Failure {
  /** What happened, in words for the user. */
  readonly message: string
  /** The HTTP status; `undefined` if no response arrived. */
  readonly status: number | undefined
  /** The trace id to quote when asking for help. */
  readonly traceId: string | undefined
}

/** Describes a response without a picture, in the server's own words if it sent some. */
export function describeFailure({ ok, status, body, traceId }: ApiResponse): Failure {
  return { message: nonEmptyText(body.error) ?? defaultMessage(ok, status), status, traceId }
}

function defaultMessage(ok: boolean, status: number | undefined): string {
  if (status === undefined) {
    return 'The server could not be reached. Check the connection and try again.'
  }
  if (ok) return 'The server’s answer could not be understood.'
  return `The server answered with status ${status} and no explanation.`
}
