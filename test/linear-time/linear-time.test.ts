import { describe, expect, it } from 'vitest'
import { parseRecord } from '../../src/cli/trace/records.ts'
import { CLI, hop, report } from './cli.ts'
import { COVERAGE } from './coverage.ts'
import { growthOf, MAX_GROWTH } from './growth.ts'
import { ADAPTERS, CORE, type Scanners } from './library.ts'
import { placesInSources } from './places.ts'
import { ADVERSARIAL } from './texts.ts'

const SCANNERS: Scanners = { ...CORE, ...ADAPTERS, ...CLI }

/** Runs a scanner, which may refuse its text. */
const runOf = (scan: Scanners[string]) => (text: string) => {
  try {
    return scan(text)
  } catch {
    return undefined
  }
}

/** Milliseconds. A text that seems to take too much time is measured again. */
const TIMEOUT = 120_000

describe('the time that a text from outside takes', { timeout: TIMEOUT }, () => {
  it.each(Object.entries(SCANNERS))('grows with its length alone: %s', (_name, scan) => {
    const run = runOf(scan)
    const growths = [...ADVERSARIAL].map(([text, make]) => [text, growthOf(run, make)])
    expect(growths.filter(([, growth]) => Number(growth) > MAX_GROWTH)).toEqual([])
  })

  it.each<[string, RegExp]>([
    ['a pattern that begins anywhere', /"(\.\.\.)?.*"(\.\.\.)? is/s],
    ['two of which each takes what the other could', /^at (?:(.*) \()?(.*?)(?::(\d+))?$/],
    ['spaces before an end', /\s+$/],
  ])('would be found out if it grew with the square: %s', (_name, pattern) => {
    const grows = (make: (length: number) => string) =>
      growthOf((text) => pattern.test(text), make, 1_000) > MAX_GROWTH
    expect([...ADVERSARIAL.values()].some(grows)).toBe(true)
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

describe('the time that a report of a trace takes', { timeout: TIMEOUT }, () => {
  it.each(Object.entries(TREES))('grows with the number of its steps alone: %s', (_form, make) => {
    expect(growthOf(report, make, 300)).toBeLessThanOrEqual(MAX_GROWTH)
  })
})

describe('each pattern and loop of the sources', () => {
  const places = placesInSources()

  it('is fed with texts, or has a reason not to be', () => {
    expect(places.map(({ file }) => file).sort()).toEqual(Object.keys(COVERAGE).sort())
  })

  it.each(places)('$file: all of its patterns are known', ({ file, patterns }) => {
    const { patterns: known, by } = COVERAGE[file] ?? {}
    // A new pattern needs a text that shows it to be linear, in one of the scanners named here.
    expect(known ?? patterns).toBe(patterns)
    if (Array.isArray(by)) expect(by.filter((name) => !(name in SCANNERS))).toEqual([])
    else expect(by).toMatch(/\w/)
  })
})
