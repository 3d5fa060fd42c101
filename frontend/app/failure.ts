import { type Answer, text } from './answer.ts'

/** Why there is no picture. */
export interface Failure {
  /** What happened, in words for the reader. */
  readonly message: string
  /** The HTTP status; undefined when no answer arrived. */
  readonly status: number | undefined
  /** The id to quote when asking for help. */
  readonly traceId: string | undefined
}

/** Puts an answer that holds no picture into words, the server's own where it gave some. */
export function describeFailure({ ok, status, body, traceId }: Answer): Failure {
  return { message: text(body.error) ?? withoutWords(ok, status), status, traceId }
}

function withoutWords(ok: boolean, status: number | undefined): string {
  if (status === undefined) {
    return 'The server could not be reached. Check the connection and try again.'
  }
  if (ok) return 'The server’s answer could not be understood.'
  return `The server answered with status ${status} and no explanation.`
}
