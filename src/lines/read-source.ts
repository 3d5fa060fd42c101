// The reader of logs. Its shape, from the outside in:
//
//   findFiles(path)                    the files that a path, a folder or a glob names
//   fileSource(path, report)           a `LineSource`: UTF-8, whatever the file's compression or encoding
//   findEntries(source, search, …)     the `LogEntry`s of events that contain one of some texts: fast
//   readSource(source)                 all `LogEvent`s of a source: what services wrote, unwrapped, with times
//   readEvents(block)                  the `LogEvent`s of a line, for what comes from elsewhere
//   readEntry(event, source)           a `LogEvent` as a `LogEntry`: a record, a line of Lambda, or another's

import { splitBlocks, wholeBlocks } from './blocks.ts'
import { type LogEntry, readEntry } from './entry.ts'
import type { LogEvent } from './event.ts'
import type { LineSource } from './line-source.ts'
import { readEvents } from './read-events.ts'
import { type Block, scan, type TextSearch } from './scan.ts'
import { timeOf } from './time-of.ts'

/**
 * Calls a function for each event that contains one of the texts, in ASCII. An event without a time takes
 * that of the line before it, or of the next one.
 */
export async function findEntries(
  source: LineSource,
  search: TextSearch,
  onEntry: (entry: LogEntry) => void,
  signal?: AbortSignal,
): Promise<void> {
  const isWanted = (event: LogEvent): boolean => {
    const around = event.facts === undefined ? '' : JSON.stringify(event.facts)
    return search.texts.some((text) => event.text.includes(text) || around.includes(text))
  }
  await scan(source, search, (block) => onEntries(block, source.name, isWanted, onEntry), signal)
}

function onEntries(
  { text, neighbours }: Block,
  source: string,
  isWanted: (event: LogEvent) => boolean,
  onEntry: (entry: LogEntry) => void,
): void {
  let known: number | undefined
  for (const event of readEvents(text)) {
    known = timeOf(event) ?? known
    if (!isWanted(event)) continue
    const entry = readEntry({ ...event, time: event.time ?? known }, source)
    if (entry.time !== undefined) onEntry(entry)
    else onEntry(readEntry({ ...event, time: firstTime(neighbours()) }, source))
  }
}

function firstTime(lines: readonly string[]): number | undefined {
  for (const line of lines) {
    const [event] = readEvents(line)
    const time = event && timeOf(event)
    if (time !== undefined) return time
  }
  return undefined
}

/**
 * Returns all events of a source, in lists. An event without a time takes that of the event before it;
 * at the begin of a source, of the first one that has a time.
 */
export async function* readSource(source: LineSource): AsyncGenerator<readonly LogEvent[]> {
  let known: number | undefined
  let waiting: LogEvent[] = []
  for await (const part of wholeBlocks(source.read())) {
    const ready: LogEvent[] = []
    for (const event of splitBlocks(part).flatMap((block) => readEvents(block))) {
      if (event.text === '') continue
      known = timeOf(event) ?? known
      waiting.push(event)
      if (known === undefined && waiting.length < MAX_WAITING) continue
      const time = known
      ready.push(...waiting.map((one) => ({ ...one, time })))
      waiting = []
    }
    yield ready
  }
  yield waiting
}

const MAX_WAITING = 1_000
