import { splitBlocks, wholeBlocks } from './blocks.ts'
import type { LineSource } from './line-source.ts'
import { readTime } from './time.ts'

/** How many lines a source has, and from when to when. A line with those that continue it counts once. */
export interface Coverage {
  readonly name: string
  readonly lines: number
  /** Milliseconds since 1970. `undefined` if no line has a time. */
  readonly first: number | undefined
  readonly last: number | undefined
  /** The number of lines whose time is outside of the range. */
  readonly outside: number
  /** The number of records as text for people, which can't be read. */
  readonly pretty: number
}

/** A time, the level, which may have a colour, and the message. */
const PRETTY = /^\[\d\d:\d\d:\d\d\.\d{3}\] [^A-Z]{0,5}(?:DEBUG|INFO|WARN|ERROR)\b/

/** Whether a line begins as a record that `HOPTRACE_FORMAT=pretty` writes. */
export function isPretty(line: string): boolean {
  return PRETTY.test(line)
}

const TIME =
  /"(?:@?timestamp|time|ts)": ?"?([^",}]{9,35})|(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,10}(?:Z|[+-]\d\d:?\d\d)?)/

/** Counts the lines of a source, and those outside of a range of time. */
export async function coverageOf(
  source: LineSource,
  isInside: (time: number) => boolean,
): Promise<Coverage> {
  const counted = { lines: 0, outside: 0, pretty: 0, first: Number.POSITIVE_INFINITY, last: 0 }
  const count = (block: string): void => {
    counted.lines += 1
    if (isPretty(block)) counted.pretty += 1
    const [, json, text] = TIME.exec(block) ?? []
    const time = readTime(json ?? text)
    if (time === undefined) return
    counted.first = Math.min(counted.first, time)
    counted.last = Math.max(counted.last, time)
    if (!isInside(time)) counted.outside += 1
  }
  for await (const part of wholeBlocks(source.read())) {
    for (const block of splitBlocks(part)) if (block.trim() !== '') count(block)
  }
  const { lines, outside, pretty, first, last } = counted
  const times = last === 0 ? { first: undefined, last: undefined } : { first, last }
  return { name: source.name, lines, outside, pretty, ...times }
}
