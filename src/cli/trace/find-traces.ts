import { traceIdFromW3c } from '../../core/propagation/trace-id.ts'
import type { LogEntry } from '../../lines/entry.ts'
import { keyOf } from '../../lines/ids.ts'
import { idTexts, isEscapable, readWantedId } from '../../lines/wanted-id.ts'
import { UsageError } from '../cli-error.ts'
import type { Log } from '../log.ts'
import type { FoundTrace } from './found-trace.ts'
import { joinLines } from './join.ts'
import { Matches } from './matches.ts'
import type { Outside } from './outside.ts'
import { withPlatformEndings } from './platform-endings.ts'
import { type ListedRequest, MAX_LISTED } from './request-list.ts'

/** The traces that an id names. */
export interface FoundTraces {
  /** The traces, in the order in which they began. */
  readonly traces: readonly FoundTrace[]
  /** Requests to choose from, if the id names too many: the newest first. */
  readonly choice: readonly ListedRequest[]
  /** Whether there may be more lines or traces. */
  readonly isCut: boolean
  /** Lines that have the id, but are outside of the time. */
  readonly outside: Outside
}

/**
 * Reads the traces that an id names: its own if it is the id of a trace, a request, a step or a job, else
 * the only one that has it as its tenant, its user or a part of an id. If there are several of those,
 * returns them to choose from.
 * @throws UsageError if it can't be an id
 */
export async function findTraces(log: Log, id: string): Promise<FoundTraces> {
  const wanted = readWantedId(id)
  if (wanted === undefined) throw new UsageError('An id has 1 to 1024 characters')
  const matches = new Matches(wanted)
  const { isCut } = await log.find(wanted, (entry, isInRange) => matches.add(entry, isInRange))
  const { lines, requests, outside } = matches
  const found =
    lines.length > 0
      ? await readTraces(log, lines, wanted.texts, isCut || matches.isCut)
      : await chooseRequest(log, requests.all(), isCut)
  return { ...found, outside }
}

/** Reads the trace of the only request; returns several ones to choose from. */
export async function chooseRequest(
  log: Log,
  requests: readonly ListedRequest[],
  isCut: boolean,
): Promise<Omit<FoundTraces, 'outside'>> {
  const [only, ...more] = requests
  if (only === undefined || more.length > 0) {
    const choice = requests.slice(0, MAX_LISTED)
    return { traces: [], choice, isCut: isCut || choice.length < requests.length }
  }
  return readTrace(log, only.traceId, isCut)
}

/** Reads a trace by its id. */
export async function readTrace(
  log: Log,
  traceId: string,
  isCut: boolean,
): Promise<Omit<FoundTraces, 'outside'>> {
  const lines: LogEntry[] = []
  const texts = idTexts(traceId)
  const result = await log.find({ texts, isPart: isEscapable(traceId) }, (entry, isInRange) => {
    const hasId = entry.ids.some(({ value }) => keyOf(value) === keyOf(traceId))
    if (isInRange && hasId) lines.push(entry)
  })
  return readTraces(log, lines, texts, isCut || result.isCut)
}

async function readTraces(
  log: Log,
  lines: readonly LogEntry[],
  searched: readonly string[],
  isCut: boolean,
): Promise<Omit<FoundTraces, 'outside'>> {
  const joined = await joinLines(log, lines, searched)
  const traces = joined.traces.map(withPlatformEndings).sort((a, b) => beginOf(a) - beginOf(b))
  return { traces, choice: [], isCut: isCut || joined.isCut }
}

function beginOf({ records, others }: FoundTrace): number {
  const times = [...records, ...others].flatMap(({ time }) => time ?? [])
  return times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
}

/** Returns the begin of a trace, in milliseconds since 1970, if its id contains it: UUIDv7 does. */
export function timeInId(id: string): number | undefined {
  const key = keyOf(readWantedId(id)?.text ?? '')
  const uuid = /^[\da-f]{32}$/.test(key) ? traceIdFromW3c(key) : ''
  const [, high, low] = /^req_([\da-f]{8})-([\da-f]{4})-7/.exec(uuid) ?? []
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16)
}
