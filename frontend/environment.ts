/** The pictures that the page offers: absolute web addresses, each once, in the order given. */
export function sampleImages(): string[] {
  const listed = (process.env.SAMPLE_IMAGES ?? '').split(',').map((address) => address.trim())
  return [...new Set(listed)].filter(isWebAddress)
}

function isWebAddress(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'https:' || protocol === 'http:'
}

/** A variable that the server can't run without. */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`The environment variable ${name} is not set`)
  return value
}

/** Whether anybody may have a session, as on a developer's machine. */
export function offersDemoSessions(): boolean {
  return process.env.DEMO_SESSIONS === '1'
}

/** Where the steps of a trace can be asked for, as on a developer's machine. */
export function tracesUrl(): string | undefined {
  return process.env.TRACES_URL || undefined
}

/** How many pictures one user may have processed in a minute. */
export function requestsPerMinute(): number {
  return Number(process.env.REQUESTS_PER_MINUTE ?? 20)
}
