import { describe, expect, it } from 'vitest'
import { openFileLog } from '../../../src/cli/file-log.ts'
import type { Log } from '../../../src/cli/log.ts'
import { findRequest, type RequestFilter } from '../../../src/cli/trace/request-filter.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { record } from '../sample-trace.ts'

const ending = (index: number, fields: object = {}) =>
  record(index, {
    traceId: `req_${index}`,
    spanId: index.toString(16).padStart(16, '0'),
    phase: 'complete',
    duration: 5,
    result: index % 3 === 0 ? 'error' : 'success',
    ...fields,
  })

const ignored = { write: () => true }

/** Chooses a request, and counts the lines that were parsed for it. */
async function choose(file: string, filter: RequestFilter) {
  const io = {
    env: {},
    out: ignored,
    err: ignored,
    now: () => Date.now(),
    interrupted: new AbortController().signal,
  }
  const log = openFileLog([file], { since: undefined, until: undefined }, io)
  let parsed = 0
  const counting: Log = {
    ...log,
    find: (search, onEntry) =>
      log.find(search, (entry, isInRange) => {
        if (search.mayBeWanted !== undefined) parsed += 1
        onEntry(entry, isInRange)
      }),
  }
  const { traces } = await findRequest(counting, filter)
  return { id: traces[0]?.traceId, parsed }
}

describe('the newest request', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => ending(index))
  const shuffled = many.map((_, index) => many[(index * 7919) % many.length] ?? {})

  it.each([
    ['last', 'req_19999'],
    ['last-failed', 'req_19998'],
  ] as const)('with --%s is found without parsing every ending', async (flag, id) => {
    const inOrder = await choose(logFile(...many), { [flag]: true })
    expect(inOrder.id).toBe(id)
    expect(inOrder.parsed).toBeLessThan(100)
    const outOfOrder = await choose(logFile(...shuffled), { [flag]: true })
    expect(outOfOrder.id).toBe(id)
    expect(outOfOrder.parsed).toBeLessThan(1000)
  })

  it.each([
    ['a record that stands before a newer one', [ending(9), ending(5)]],
    [
      'an older one with a later time in its text',
      [ending(5, { metadata: { at: '2030-01-01T00:00:00Z' } }), ending(9)],
    ],
    [
      'a record within the JSON of a platform',
      [
        ending(5),
        JSON.stringify({ time: '2026-11-22T14:00:00Z', type: 'function', record: ending(9) }),
      ],
    ],
  ])('is found beside %s', async (_, lines) => {
    const { out } = await hoptrace(['trace', '--last', '--file', logFile(...lines)])
    expect(out).toContain('req_9')
  })
})

it('a last line without a time has that of the line before it', async () => {
  const requestId = '8f2c1d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
  const last = ending(7, { requestId })
  const report = `REPORT RequestId: ${requestId}\tDuration: 5 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB`
  const { out } = await hoptrace(['trace', 'req_7', '--json', '--file', logFile(last, report)])
  const [trace] = JSON.parse(out).traces
  expect(trace.lines).toMatchObject([{ type: 'report', time: Date.parse(String(last.timestamp)) }])
})
