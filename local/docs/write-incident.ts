import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../root.ts'
import type { ConsoleBlock } from './console-blocks.ts'
import { playIncident } from './incident.ts'
import { incidentCommands, incidentDocument } from './incident-document.ts'

const LOG = '.hoptrace/incident.ndjson'

/** Plays the incident with the bug and without, and writes what the tool says of it. */
export async function writeIncident(document: string): Promise<void> {
  const withBug = await playAndAsk(true)
  const fixed = await playAndAsk(false)
  writeFileSync(path.join(ROOT, document), incidentDocument(withBug, fixed))
}

async function playAndAsk(hasBug: boolean): Promise<ConsoleBlock[]> {
  const { lines, jobId, late } = await playIncident(hasBug)
  mkdirSync(path.join(ROOT, '.hoptrace'), { recursive: true })
  writeFileSync(path.join(ROOT, LOG), `${lines.join('\n')}\n`)
  return incidentCommands(late.traceId, jobId).map((words) => ({
    command: `npx hoptrace ${words.join(' ')}`,
    output: execFileSync(process.execPath, ['src/cli/main.ts', ...words, '--file', LOG], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  }))
}
