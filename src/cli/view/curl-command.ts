import { MAX_PATH, type RequestSummary } from '../live/request-summary.ts'

/** A parameter in the pattern of a route: Next.js's, API Gateway's, Express's, or a masked id. */
const PARAMETER =
  /(?<=\/)(?:\[{1,2}(?:\.{3})?([\w-]+)\]{1,2}|\{([\w-]+)\+?\}|:([\w-]+)|\{…\})(?=\/|$)/g

/**
 * Returns the command that sends a request again, without its body. Records don't say the host, which
 * the variable `HOPTRACE_URL` does, nor the values of a route's parameters: the shell demands
 * `param_id` for `[id]`. `undefined` if the method or the path is unknown, cut, or has what a
 * terminal would obey.
 */
export function curlCommand({
  method,
  path,
}: Pick<RequestSummary, 'method' | 'path'>): string | undefined {
  const isPlain =
    /^[A-Z]{1,20}$/.test(method) && path.length <= MAX_PATH && /^\/[^\p{C}\p{Z}]*$/u.test(path)
  if (!isPlain) return undefined
  return `curl --globoff --request ${method} "\${HOPTRACE_URL:-http://localhost:3000}"${shellPath(path)}`
}

function shellPath(path: string): string {
  let count = 0
  const quoted = path
    .replaceAll("'", "'\\''")
    .replaceAll(PARAMETER, (found: string, ...names: (string | undefined)[]) => {
      count++
      const name = names.slice(0, 3).find(Boolean) ?? String(count)
      // The prefix keeps a path from naming a variable of the environment, which curl would send.
      const variable = `param_${name.replaceAll('-', '_')}`
      return `'"\${${variable}:${found.startsWith('[[') ? '-' : '?'}}"'`
    })
  return `'${quoted}'`.replace(/"''$/, '"')
}
