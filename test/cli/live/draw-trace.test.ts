import { describe, expect, it } from 'vitest'
import { drawTrace } from '../../../src/cli/live/draw-trace.ts'
import { freshSourceMaps } from '../../../src/cli/live/fresh-source-maps.ts'
import type { RequestRecord } from '../../../src/lines/record.ts'
import { failedTrace, record } from '../sample-trace.ts'

const draw = (records: readonly object[], leftOut = 0): string =>
  drawTrace(
    {
      lines: records.map((one) => JSON.stringify(one)),
      records: records as readonly RequestRecord[],
      leftOut,
    },
    freshSourceMaps([], () => 0),
    false,
  )

describe('a trace on the terminal', () => {
  it('has the stacks of its errors', () => {
    expect(draw(failedTrace)).toContain('at invoke (background.ts:12:3)')
  })

  it('has a stack once, although the request failed with the error of its step', () => {
    expect(draw(failedTrace).split('at invoke (background.ts:12:3)')).toHaveLength(2)
    expect(draw(failedTrace).split('The model refused the picture')).toHaveLength(3)
  })

  it('may have steps of any depth', () => {
    const idOf = (depth: number): string => String(depth).padStart(16, '0')
    const steps = Array.from({ length: 2_000 }, (_, depth) =>
      record(depth, { phase: 'hop', spanId: idOf(depth + 1), parentId: idOf(depth) }),
    )
    expect(draw(steps).split('\n')).toHaveLength(2_000)
  })

  it('has the steps that contain each other or themselves, beside those that do not', () => {
    const hop = (spanId: string, parentId?: string) =>
      record(0, { phase: 'hop', hopName: `hop-${spanId}`, spanId, parentId })
    const stack = `Error: m\n${'    at f (a.js:1:1)\n'.repeat(9)}`
    const failed = { ...hop('root'), error: { code: 'E', message: 'm', stack } }
    const drawn = draw([failed, hop('a', 'b'), hop('b', 'a'), hop('self', 'self')])
    for (const name of ['root', 'a', 'b', 'self']) expect(drawn).toContain(`hop-${name}`)
  })

  it('says how many records it leaves out', () => {
    expect(draw([record(0, { spanId: 'a' })], 8_000)).toMatch(
      /\n8000 records of this trace are not shown$/,
    )
  })

  it('has no control characters of a record', () => {
    const hostile = '\u001b[2J\u0007\u202e'
    const one = { phase: 'log', spanId: hostile, message: hostile, action: hostile }
    expect(draw([record(0, { ...one, metadata: { [hostile]: hostile } })])).not.toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      /[\u0000-\u0009\u000b-\u001f\u202e]/,
    )
  })
})
