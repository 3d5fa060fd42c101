/** Returns the distinct URLs of `SAMPLE_IMAGES`, without those that are not http or https. */
export function sampleImages(): string[] {
  const urls = (process.env.SAMPLE_IMAGES ?? '').split(',').map((url) => url.trim())
  return [...new Set(urls)].filter(isHttpUrl)
}

function isHttpUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'https:' || protocol === 'http:'
}

/**
 * Returns an environment variable that the server needs.
 * @throws Error if it is not set
 */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`The environment variable ${name} is not set`)
  return value
}

/** Whether every visitor gets a session, as on a developer's machine. */
export function offersDemoSessions(): boolean {
  return process.env.DEMO_SESSIONS === '1'
}

/** Returns the URL of the store of traces; `undefined` if there is none, as in production. */
export function tracesUrl(): string | undefined {
  return process.env.TRACES_URL || undefined
}

/** Returns the address of the page of `hoptrace dev`; `undefined` if it doesn't run. */
export function devPageUrl(): string | undefined {
  const url = process.env.DEV_PAGE_URL ?? ''
  return isHttpUrl(url) ? url : undefined
}

/** Returns how many requests a user may send in a minute. Default: 20. */
export function requestsPerMinute(): number {
  return Number(process.env.REQUESTS_PER_MINUTE ?? 20)
}

/** Whether this is `next dev`. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development'
}
