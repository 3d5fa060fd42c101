import { parseRecord } from '../../lines/record.ts'

const MAX_HOSTS = 10

/**
 * Returns a note that names the hosts that were called without the trace; `undefined` if there are none.
 * It is no problem: most of them are other companies'.
 */
export function untracedHosts(lines: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const { host, propagated } = parseRecord(line)?.metadata ?? {}
    if (propagated === false && typeof host === 'string')
      counts.set(host, (counts.get(host) ?? 0) + 1)
  }
  const hosts = [...counts].sort(([, one], [, other]) => other - one)
  if (hosts.length === 0) return undefined
  const shown = hosts.slice(0, MAX_HOSTS).map(([host, calls]) => `${host} (${calls})`)
  const more = hosts.length > MAX_HOSTS ? `, and ${hosts.length - MAX_HOSTS} more` : ''
  return `Called without the trace: ${shown.join(', ')}${more}. Name those that are yours in propagateTo; for AWS use traceClient.`
}
