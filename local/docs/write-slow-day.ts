import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_FILE } from '../../src/cli/log-flags.ts'
import { writePrivateFile } from '../private-file.ts'
import { ROOT } from '../root.ts'
import type { ConsoleBlock } from './console-blocks.ts'
import { playSlowDay } from './slow-day.ts'
import { COMPARE, slowDayDocument } from './slow-day-document.ts'

/** The tool runs in this folder, where it finds the log by its default path. */
const FOLDER = path.join(ROOT, '.hoptrace/slow-day')

/** Plays the slow day with the bug and without it, and writes the page. */
export async function writeSlowDay(document: string): Promise<void> {
  await play(true)
  const { examples } = JSON.parse(ask([...COMPARE, '--json']).output)
  const blocks = { compare: ask(COMPARE), trace: ask(['trace', examples[0].traceId]) }
  await play(false)
  writeFileSync(path.join(ROOT, document), slowDayDocument({ ...blocks, fixed: ask(COMPARE) }))
}

async function play(hasBug: boolean): Promise<void> {
  const { lines } = await playSlowDay(hasBug)
  writePrivateFile(path.join(FOLDER, DEFAULT_FILE), `${lines.join('\n')}\n`)
}

function ask(words: readonly string[]): ConsoleBlock {
  const program = path.join(ROOT, 'src/cli/main.ts')
  const command = `npx hoptrace ${words.join(' ')}`
  try {
    const output = execFileSync(process.execPath, [program, ...words], {
      cwd: FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return { command, output }
  } catch (error) {
    // Exit code 1: nothing was found.
    const { status, stdout } = error as { status?: number; stdout?: string }
    if (status !== 1 || stdout === undefined) throw error
    return { command, output: stdout }
  }
}
