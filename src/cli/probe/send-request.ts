import { randomUUID } from 'node:crypto'
import { CliError, UsageError } from '../cli-error.ts'

/** A request to send. */
export interface ProbeRequest {
  readonly url: string
  readonly method: string
  /** `name: value`. */
  readonly headers: readonly string[]
  readonly body: string | undefined
  readonly signal: AbortSignal
}

/** What came back. */
export interface ProbeAnswer {
  readonly status: number
  /** The trace's id: the one in the response, else the one that was sent. */
  readonly traceId: string
}

/**
 * Sends a request with a trace id of its own, and reads the response to its end.
 * @throws CliError if there is no response
 */
export async function sendRequest(request: ProbeRequest): Promise<ProbeAnswer> {
  const { url, method, body, signal } = request
  const sent = `req_${randomUUID()}`
  const headers = readHeaders(request.headers)
  headers.set('x-trace-id', sent)
  try {
    const init = { method, headers, signal, redirect: 'manual' as const }
    const response = await fetch(url, body === undefined ? init : { ...init, body })
    await response.arrayBuffer()
    return { status: response.status, traceId: response.headers.get('x-trace-id') ?? sent }
  } catch (cause) {
    if (signal.aborted) throw cause
    const { message, cause: reason } = cause as Error
    const why = reason instanceof Error ? reason.message || reason.name : message
    throw new CliError(`${method} ${url} has no response: ${why}`, { cause })
  }
}

function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers()
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new UsageError(`--header takes 'name: value', not '${line}'`)
    }
    headers.append(name, value)
  }
  return headers
}
