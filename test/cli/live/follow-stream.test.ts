import { PassThrough, Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { followStream } from '../../../src/cli/live/follow-stream.ts'

it('ends if Ctrl-C was pressed before it began', async () => {
  const input = new Readable({ read: () => undefined })
  const lines: string[] = []
  await followStream(input, { onLine: (line) => lines.push(line) }, AbortSignal.abort())
  expect(lines).toEqual([])
  expect(input.destroyed).toBe(true)
})

it('passes on the lines around one that its reader fails on, and says so once', async () => {
  const input = new PassThrough()
  input.end('one\nbad\ntwo\nbad\nthree')
  const lines: string[] = []
  const problems: string[] = []
  const onLine = (line: string): void => {
    if (line === 'bad') throw new RangeError('no line of mine')
    lines.push(line)
  }
  const reader = { onLine, onProblem: (problem: string) => problems.push(problem) }
  await followStream(input, reader, new AbortController().signal)
  expect(lines).toEqual(['one', 'two', 'three'])
  expect(problems).toEqual(["has a line that can't be shown: RangeError: no line of mine"])
})
