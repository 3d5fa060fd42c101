import { open } from 'node:fs/promises'
import { splitBlocks } from '../lines/blocks.ts'
import { isEncoded } from '../lines/decode.ts'
import type { LogEvent } from '../lines/event.ts'
import type { LineSource } from '../lines/line-source.ts'
import { readEvents } from '../lines/read-events.ts'
import { readSource } from '../lines/read-source.ts'
import type { CliIo } from './cli-io.ts'
import { spool } from './spool.ts'

const SAMPLE = 64 * 1024

/**
 * Returns files that DuckDB reads as they are. Of compressed, encoded and wrapped lines, what services
 * wrote is copied to temporary files, an event in each line.
 */
export async function plainFiles(sources: readonly LineSource[], io: CliIo): Promise<string[]> {
  const copy = (source: LineSource): Promise<string> => spool(io, linesOf(source))
  return Promise.all(
    sources.map(async (source) => ((await isPlain(source.path)) ? source.path : copy(source))),
  )
}

/** Whether the first lines of a file are what a service wrote. */
async function isPlain(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
    const start = buffer.subarray(0, bytesRead)
    if (isEncoded(start)) return false
    const blocks = splitBlocks(start)
    const whole = bytesRead < SAMPLE || blocks.length === 1 ? blocks : blocks.slice(0, -1)
    return whole.every(isUnwrapped)
  } finally {
    await file.close()
  }
}

function isUnwrapped(block: string): boolean {
  const events = readEvents(block)
  const [event] = events
  if (event === undefined || events.length > 1) return false
  const isOneLine = event.value === undefined || !event.text.includes('\n')
  return isOneLine && block.trimEnd().endsWith(event.text)
}

async function* linesOf(source: LineSource): AsyncGenerator<string> {
  for await (const events of readSource(source)) yield events.map(lineOf).join('')
}

function lineOf({ prefix, text, value }: LogEvent): string {
  const isOneLine = !/[\r\n]/.test(text)
  const line = isOneLine || value === undefined ? text : JSON.stringify(value)
  // JSON around the text would hide it.
  return `${prefix.replace(/\{.*/s, '')}${line.replace(/[\r\n]+/g, ' ')}\n`
}
