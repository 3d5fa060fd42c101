import { startChild } from '../../../local/child.ts'
import { freePort } from '../../../local/ports.ts'
import type { StartError } from '../../../local/start-error.ts'
import type { Build } from './next-build.ts'

/** A served app. */
export interface Served {
  readonly url: string
  stop(): Promise<void>
}

/** What a served app writes, and its death. */
export interface Listeners {
  readonly onLine?: (line: string) => void
  readonly onExit?: (death: StartError) => void
}

/** Serves a built app with the real `next start`. */
export async function serve(
  { next, root, env }: Build,
  added: Readonly<Record<string, string>>,
  { onLine = () => undefined, onExit = () => undefined }: Listeners = {},
): Promise<Served> {
  const port = await freePort()
  // Next.js rewrites to localhost. An IP address would be another host to it.
  const url = `http://localhost:${port}`
  const server = await startChild({
    name: `Next.js (${root})`,
    args: [next, 'start', root, '-H', 'localhost', '-p', String(port)],
    env: { ...env, HOPTRACE_SERVICE: 'fixture', HOPTRACE_FORMAT: 'json', ...added },
    url,
    signal: undefined,
    onLine,
    onExit,
  })
  return { url, stop: () => server.stop() }
}
