import { wholeBlocks } from '../lines/blocks.ts'
import type { LineSource } from '../lines/line-source.ts'
import { readEvents } from '../lines/read-events.ts'
import { timeOf } from '../lines/time-of.ts'
import { SEPARATOR } from './ql/source.ts'

const NEWLINE = 0x0a
/** What nearly all lines begin with: records. */
const TIMED_START = Buffer.from('{"timest')
const [RECORD_HEAD, RECORD_TAIL] = [TIMED_START.readUInt32LE(0), TIMED_START.readUInt32LE(4)]
const TIME_START = /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/
/** What a line begins with that continues the one before. */
const CONTINUES = /^(?:[ \t}\]]|Duration: |$)/
/** How far the first time of a file is searched, in bytes. */
const MAX_WAITING = 1024 * 1024

/** Returns a line with a time for `@timestamp`, if the line has none of its own. */
export function withTime(line: string, time: number | undefined): string {
  return time === undefined || hasOwnTime(line) ? line : `${line}${SEPARATOR}${time}`
}

function hasOwnTime(line: string): boolean {
  const isTimed = line.includes('timestamp"') || line.includes('"time"') || TIME_START.test(line)
  return isTimed || line.includes(SEPARATOR)
}

/** Whether a source has lines without a time, and others that have one. */
export async function needsTimes(source: LineSource): Promise<boolean> {
  let hasTimed = false
  let hasUntimed = false
  for await (const part of wholeBlocks(source.read())) {
    for (const { isTimed } of linesOf(part)) {
      if (isTimed) hasTimed = true
      else hasUntimed = true
      if (hasTimed && hasUntimed) return true
    }
  }
  return false
}

/**
 * Returns the lines of a source. A line without a time gets that of the line before it; at the begin of a
 * source, of the first one that has a time.
 */
export async function* withNeighbourTimes(source: LineSource): AsyncGenerator<Buffer> {
  let known: number | undefined
  let waiting: Buffer = Buffer.alloc(0)
  for await (const part of wholeBlocks(source.read())) {
    known ??= firstTime(part)
    const ready: Buffer = waiting.length === 0 ? part : Buffer.concat([waiting, part])
    const isWaiting = known === undefined && ready.length < MAX_WAITING
    waiting = isWaiting ? Buffer.from(ready) : Buffer.alloc(0)
    if (!isWaiting) known = yield* timedLines(ready, known)
  }
  yield waiting
}

/** Returns the lines of a part, given the time of the line before it. At last, that of its last line. */
function* timedLines(
  part: Buffer,
  before: number | undefined,
): Generator<Buffer, number | undefined> {
  let known = before
  let timed: PartLine | undefined
  let written = 0
  // Most times are never read.
  const readKnown = (): void => {
    if (timed !== undefined) known = readTimeOf(part, timed) ?? known
    timed = undefined
  }
  for (const line of linesOf(part)) {
    if (line.isTimed) {
      timed = line
      continue
    }
    readKnown()
    if (known === undefined) continue
    yield Buffer.concat([part.subarray(written, line.end), Buffer.from(SEPARATOR + known)])
    written = line.end
  }
  readKnown()
  yield part.subarray(written)
  return known
}

/** A line of a part of a file, without its newline. */
interface PartLine {
  readonly begin: number
  readonly end: number
  readonly isTimed: boolean
}

/** Returns the lines of a part, without those that continue others. */
function* linesOf(part: Buffer): Generator<PartLine> {
  for (let begin = 0; begin < part.length; ) {
    const newline = part.indexOf(NEWLINE, begin)
    const next = newline === -1 ? part.length : newline + 1
    if (isRecordAt(part, begin)) {
      yield { begin, end: next, isTimed: true }
    } else {
      const text = part.toString('latin1', begin, next).replace(/\r?\n$/, '')
      if (!CONTINUES.test(text))
        yield { begin, end: begin + text.length, isTimed: hasOwnTime(text) }
    }
    begin = next
  }
}

function isRecordAt(part: Buffer, at: number): boolean {
  const isLong = at + TIMED_START.length <= part.length
  return (
    isLong && part.readUInt32LE(at) === RECORD_HEAD && part.readUInt32LE(at + 4) === RECORD_TAIL
  )
}

function firstTime(part: Buffer): number | undefined {
  for (const line of linesOf(part)) {
    const time = line.isTimed ? readTimeOf(part, line) : undefined
    if (time !== undefined) return time
  }
  return undefined
}

function readTimeOf(part: Buffer, { begin, end }: PartLine): number | undefined {
  const [event] = readEvents(part.toString('utf8', begin, end))
  return event && timeOf(event)
}
