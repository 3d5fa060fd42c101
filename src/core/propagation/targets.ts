import { BoundedCache } from '../lib/bounded-cache.ts'

/**
 * What the trace is sent to: hosts such as `api.example.com`, `localhost:3000` and `*.example.com`, URLs
 * such as `https://api.example.com/v1`, of which the path doesn't count, and regular expressions.
 */
export type Targets = readonly (string | RegExp)[]

/** Whether a text is a host, with or without a port, or a URL. */
export function isTargetText(text: string): boolean {
  return /^(https?:\/\/|[^/]+$)/i.test(text) && URL.canParse(urlText(text, 'http:'))
}

/** Whether the trace is sent to a URL. Without targets it is sent to all. */
export function isTarget(url: URL | undefined, targets: Targets | undefined): boolean {
  if (targets === undefined) return true
  return url !== undefined && targets.some((target) => matches(url, target))
}

const urls = new BoundedCache<URL>()

function matches(url: URL, target: string | RegExp): boolean {
  if (typeof target !== 'string') return url.host.search(target) !== -1
  // `URL` spells a host and its default port as in the URL that is called.
  const text = urlText(target, url.protocol)
  const named = urls.get(text) ?? urls.add(text, new URL(text))
  // A host alone stands for all of its ports.
  const part = /\/|:\d+$/.test(target) ? 'host' : 'hostname'
  const [own, called] = [named[part], url[part]]
  const isHost = own.startsWith('*.') ? called.endsWith(own.slice(1)) : called === own
  return isHost && named.protocol === url.protocol
}

function urlText(target: string, protocol: string): string {
  return target.includes('/') ? target : `${protocol}//${target}`
}
