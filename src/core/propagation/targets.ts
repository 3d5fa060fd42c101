/** Hosts that may be told of a trace: `api.example.com`, `localhost:3000`, `*.example.com`, or a pattern. */
export type Targets = readonly (string | RegExp)[]

/** Whether the host of a URL is among the targets; without targets each is. */
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
