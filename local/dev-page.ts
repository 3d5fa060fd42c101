import { type Child, type ChildOptions, startChild } from './child.ts'
import { freePort } from './ports.ts'

/** The page of `hoptrace dev`. */
export interface DevPage extends Pick<Child, 'stop'> {
  /** The address, with its token. */
  readonly url: string
}

interface DevPageOptions extends Pick<ChildOptions, 'signal' | 'onExit'> {
  /** The file that gets the records. */
  readonly file: string
}

/** Runs `hoptrace dev` over a file. */
export async function startDevPage({ file, signal, onExit }: DevPageOptions): Promise<DevPage> {
  const port = String(await freePort())
  const printed = Promise.withResolvers<string>()
  const { stop } = await startChild({
    name: 'hoptrace dev',
    args: ['dist/cli/main.js', 'dev', '--quiet', '--file', file, '--port', port],
    env: {},
    url: `http://127.0.0.1:${port}`,
    signal,
    onLine: () => undefined,
    onErrorLine(line) {
      const [url] = /http:\S+/.exec(line) ?? []
      if (url !== undefined) printed.resolve(url)
    },
    onExit,
  })
  return { stop, url: await printed.promise }
}
