import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { ROOT } from '../root.ts'
import { consoleBlock, consoleBlocksIn } from './console-blocks.ts'

/** The folder in which the commands of a page run. It holds the logs of a small shop. */
const FOLDER = path.join(ROOT, 'local/docs/shop')
const TOOL = `'${process.execPath}' '${path.join(ROOT, 'src/cli/main.ts')}'`

/** Runs a command of a page in a shell. Returns what it writes to stdout. */
export function runSample(command: string): string {
  const text = command.replaceAll('npx hoptrace', TOOL)
  return spawnSync('sh', ['-c', text], { cwd: FOLDER, encoding: 'utf8' }).stdout
}

/** Returns a page in which each console block shows what its command prints now. */
export function withFreshSamples(page: string): string {
  let fresh = page
  for (const block of consoleBlocksIn(page)) {
    const { command } = block
    fresh = fresh.replace(consoleBlock(block), () =>
      consoleBlock({ command, output: runSample(command) }),
    )
  }
  return fresh
}
