import { open } from 'node:fs/promises'
import { splitBlocks } from '../lines/blocks.ts'
import { isEncoded } from '../lines/decode.ts'
import type { LogEvent } from '../lines/event.ts'
import type { LineSource } from '../lines/line-source.ts'
import { readEvents } from '../lines/read-events.ts'
import { readSource } from '../lines/read-source.ts'
import type { CliIo } from './cli-io.ts'
import { needsTimes, withNeighbourTimes, withTime } from './neighbour-times.ts'
import { SEPARATOR } from './ql/source.ts'
import { spool } from './spool.ts'

const SAMPLE = 64 * 1024

/**
 * Returns files that DuckDB reads as they are. Of compressed, encoded and wrapped lines, what services
 * wrote is copied to temporary files, an event in each line.
 */
export function plainFiles(sources: readonly LineSource[], io: CliIo): Promise<string[]> {
  return Promise.all(
    sources.map(async (source) => {
      return (await isPlain(source.path)) ? source.path : spool(io, linesOf(source))
    }),
  )
}

/** Returns plain files whose lines have a time: without one of its own, a line has its neighbour's. */
export function timedFiles(sources: readonly LineSource[], io: CliIo): Promise<string[]> {
  return Promise.all(
    sources.map(async (source) => {
      if (!(await isPlain(source.path))) return spool(io, linesOf(source))
      return (await needsTimes(source)) ? spool(io, withNeighbourTimes(source)) : source.path
    }),
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

function lineOf({ prefix, text, value, time }: LogEvent): string {
  const isOneLine = !/[\r\n]/.test(text)
  const line = isOneLine || value === undefined ? text : JSON.stringify(value)
  // JSON around the text would hide it.
  const whole = `${prefix.replace(/\{.*/s, '')}${line.replace(/[\r\n]+/g, ' ')}`
  return `${withTime(whole.replaceAll(SEPARATOR, ''), time)}\n`
}
