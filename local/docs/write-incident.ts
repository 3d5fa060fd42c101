import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_FILE } from '../../src/cli/log-flags.ts'
import { writePrivateFile } from '../private-file.ts'
import { ROOT } from '../root.ts'
import type { ConsoleBlock } from './console-blocks.ts'
import { playIncident } from './incident.ts'
import { incidentCommands, incidentDocument } from './incident-document.ts'

/** The tool runs in this folder, where it finds the log by its default path. */
const FOLDER = path.join(ROOT, '.hoptrace/incident')

/** Plays the incident with the bug and without it, and writes the page. */
export async function writeIncident(document: string): Promise<void> {
  const withBug = await playAndAsk(true)
  const fixed = await playAndAsk(false)
  writeFileSync(path.join(ROOT, document), incidentDocument(withBug, fixed))
}

async function playAndAsk(hasBug: boolean): Promise<ConsoleBlock[]> {
  const { lines, jobId, late } = await playIncident(hasBug)
  const log = path.join(FOLDER, DEFAULT_FILE)
  writePrivateFile(log, `${lines.join('\n')}\n`)
  return incidentCommands(late.traceId, jobId).map((words) => ({
    command: `npx hoptrace ${words.join(' ')}`,
    output: execFileSync(process.execPath, [path.join(ROOT, 'src/cli/main.ts'), ...words], {
      cwd: FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  }))
}
