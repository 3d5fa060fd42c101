import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const HOPTRACE = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** The words that run a command under `hoptrace dev`. */
export const UNDER_DEV: readonly string[] = [HOPTRACE, 'dev', '--', process.execPath]

/** Starts Node in a folder, and calls a function with what it prints. */
export function startNode(
  folder: string,
  words: readonly string[],
  onText: (text: string) => void,
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { NODE_ENV: 'development', ...variables },
  })
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onText)
  return child
}

/** Waits until a child has ended, and its output is read. */
export async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`)
}
