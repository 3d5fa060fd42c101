import { setTimeout as sleep } from 'node:timers/promises'
import { parseRecord, type RequestRecord } from '../../src/lines/record.ts'
import { freePort } from '../ports.ts'
import type { ServerOptions } from '../servers.ts'
import { type System, startSystem } from '../system.ts'

/** The records that a running system has written. */
export interface SystemLog {
  readonly lines: readonly string[]
  /** Waits for a record. */
  find(isIt: (record: RequestRecord) => boolean): Promise<RequestRecord>
}

const SETTLE_MS = 500
const POLL_MS = 20
const MAX_WAIT_MS = 20_000

/** Starts the local system, uses it, waits for its last records, and stops it. */
export async function recordSystem<T>(
  env: NonNullable<ServerOptions['env']>,
  use: (system: System, log: SystemLog) => Promise<T>,
): Promise<T> {
  const lines: string[] = []
  const system = await startSystem({
    env,
    port: await freePort(),
    onLine: (line) => {
      if (parseRecord(line) !== undefined) lines.push(line)
    },
    onExit: (death) => {
      throw death
    },
  })
  try {
    const result = await use(system, { lines, find: (isIt) => findIn(lines, isIt) })
    // Records arrive through pipes, after the answers.
    await sleep(SETTLE_MS)
    return result
  } finally {
    await system.stop()
  }
}

async function findIn(
  lines: readonly string[],
  isIt: (record: RequestRecord) => boolean,
): Promise<RequestRecord> {
  const signal = AbortSignal.timeout(MAX_WAIT_MS)
  for (;;) {
    const found = lines.flatMap((line) => parseRecord(line) ?? []).find(isIt)
    if (found !== undefined) return found
    await sleep(POLL_MS, undefined, { signal })
  }
}
