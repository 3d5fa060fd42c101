import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BASE, type Contender } from './contenders.ts'
import { checkRecords } from './records.ts'
import { startWorker } from './worker-process.ts'

/** What a contender writes for one request. */
export interface Output {
  readonly lines: number
  readonly bytes: number
}

const REQUESTS = 20

/**
 * Lets each contender write to a file of this folder, and reads it back.
 * @throws Error if one doesn't write the six lines, so that its time can't be compared
 */
export async function checkOutputs(
  contenders: readonly Contender[],
  folder: string,
): Promise<ReadonlyMap<Contender, Output>> {
  const outputs = new Map<Contender, Output>()
  for (const contender of contenders) {
    const text = await outputOf(contender, join(folder, `${contender.name}.log`))
    const lines = text.split('\n').slice(0, -1)
    checkLines(contender, lines)
    const bytes = Buffer.byteLength(text)
    outputs.set(contender, { lines: lines.length / REQUESTS, bytes: bytes / REQUESTS })
  }
  return outputs
}

async function outputOf(contender: Contender, file: string): Promise<string> {
  const stdout = openSync(file, 'w')
  const worker = startWorker(contender, stdout)
  await worker.handle(REQUESTS)
  worker.stop()
  closeSync(stdout)
  return readFileSync(file, 'utf8')
}

function checkLines(contender: Contender, lines: readonly string[]): void {
  try {
    checkRecords(lines, contender === BASE ? 0 : REQUESTS)
  } catch (cause) {
    throw new Error(`${contender.title} does not write what the others write`, { cause })
  }
}
