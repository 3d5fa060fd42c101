/** Hosts that the trace is sent to: `api.example.com`, `localhost:3000`, `*.example.com`, or a regular expression. */
export type Targets = readonly (string | RegExp)[]

/** Whether the trace is sent to a URL's host. Without targets it is sent to all. */
export function isTarget(url: URL | undefined, targets: Targets | undefined): boolean {
  if (targets === undefined) return true
  return url !== undefined && targets.some((target) => matches(url, target))
}

function matches({ host, hostname }: URL, target: string | RegExp): boolean {
  if (typeof target !== 'string') return host.search(target) !== -1
  return target.startsWith('*.')
    ? hostname.endsWith(target.slice(1))
    : target === host || target === hostname
}
