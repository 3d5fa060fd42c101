import './patterns.ts'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseRecord } from '../../src/lines/record.ts'
import { CLI, hop, report } from './cli.ts'
import { grows } from './growth.ts'
import { ADAPTERS, CORE, type Doors } from './library.ts'
import { patternsOfSources } from './patterns.ts'
import { adversariesOf, adversary, COMMON, piecesOf } from './texts.ts'

const DOORS: Doors = { ...CORE, ...ADAPTERS, ...CLI }
/** Characters of the shorter text. */
const LENGTH = 1_000
/** Milliseconds in which a pattern, or a door, could not look at each pair of 4,000 characters. */
const LITTLE = 3

/** Passes a text to a door, which may refuse it. */
const enter = (door: Doors[string]) => (text: string) => {
  try {
    return door(text)
  } catch {
    return undefined
  }
}

/** Returns the first text whose time grows with the square of its length. */
function slowTextOf(pattern: RegExp): string | undefined {
  const run = (text: string): string => text.replace(pattern, '')
  return adversariesOf(pattern).find(({ make }) => grows(run, make, LENGTH, LITTLE))?.name
}

const patterns = patternsOfSources()

describe('each pattern of src', { timeout: 120_000 }, () => {
  it('is found, also if it is put together', () => {
    expect(patterns.length).toBeGreaterThan(100)
    const folders = patterns.filter(({ isMade }) => isMade).map(({ place }) => path.dirname(place))
    expect(folders).toContain('src/core/redact')
  })

  it('takes time linear in the length of a text', () => {
    const slow = patterns.flatMap(({ place, pattern }) => {
      const text = slowTextOf(pattern)
      return text === undefined ? [] : [`${place}: ${pattern} by ${text}`]
    })
    expect(slow).toEqual([])
  })

  it.each([
    ['begins anywhere', /"(\.\.\.)?.*"(\.\.\.)? is/s],
    ['has two parts that each take what the other could', /^at (?:(.*) \()?(.*?)(?::(\d+))?$/],
    ['looks for spaces before an end', /\s+$/],
    ['repeats a repetition', /^(?:[a-z]+,?)+;$/],
  ])('would be found out if it took more: one that %s', (_what, pattern) => {
    expect(slowTextOf(pattern)).toBeDefined()
  })
})

describe('each door for texts from outside', { timeout: 120_000 }, () => {
  const pieces = patterns.flatMap(({ pattern }) => piecesOf(pattern))
  const texts = [...new Set([...COMMON, ...pieces])].flatMap((piece) =>
    ['', '\n!'].map((end) => adversary(piece, '', end)),
  )

  beforeAll(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
  afterAll(() => void vi.restoreAllMocks())

  it.each(Object.entries(DOORS))('takes time linear in the length of a text: %s', (_name, door) => {
    const run = enter(door)
    const slow = texts.find(({ make }) => grows(run, make, LENGTH, LITTLE))
    expect(slow?.name).toBeUndefined()
  })
})

/** Records of one trace, by the form of its tree. */
const TREES: Readonly<Record<string, (length: number) => ReturnType<typeof hop>[]>> = {
  'side by side': (length) =>
    Array.from({ length }, (_, index) => hop(`${index}`, index === 0 ? undefined : '0')),
  'each within the one before': (length) =>
    Array.from({ length }, (_, index) => hop(`${index}`, index === 0 ? undefined : `${index - 1}`)),
  'each twice, within the ones before': (length) =>
    Array.from({ length }, (_, index) => hop(`${index >> 1}`, `${(index >> 1) - 1}`)),
  'with causes': (length) => {
    let cause: object | undefined
    for (let depth = 0; depth < length; depth += 1) cause = { message: 'm', cause }
    const line = JSON.stringify(hop('1', undefined, { error: cause }))
    return [hop('0'), ...[line, line].flatMap((one) => parseRecord(one) ?? [])]
  },
}

describe('a report of a trace', { timeout: 120_000 }, () => {
  it.each(Object.entries(TREES))(
    'takes time linear in the number of its steps: %s',
    (_form, make) => {
      expect(grows(report, make, 300, LITTLE)).toBe(false)
    },
  )
})
