import { MAX_PATH, type RequestSummary } from '../live/request-summary.ts'

/**
 * Returns the command that sends a request again, without its body. Records don't say the host, which
 * the variable `HOPTRACE_URL` does. `undefined` if the method or the path is unknown, cut, or has what a
 * terminal would obey.
 */
export function curlCommand({
  method,
  path,
}: Pick<RequestSummary, 'method' | 'path'>): string | undefined {
  const isPlain =
    /^[A-Z]{1,20}$/.test(method) && path.length <= MAX_PATH && /^\/[^\p{C}\p{Z}]*$/u.test(path)
  if (!isPlain) return undefined
  const quoted = `'${path.replaceAll("'", "'\\''")}'`
  return `curl --globoff --request ${method} "\${HOPTRACE_URL:-http://localhost:3000}"${quoted}`
}
