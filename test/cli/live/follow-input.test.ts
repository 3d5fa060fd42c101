import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { CliIo } from '../../../src/cli/cli-io.ts'
import { followInput } from '../../../src/cli/live/follow-input.ts'

it('ends if Ctrl-C was pressed before it began', async () => {
  const input = new Readable({ read: () => undefined })
  const output = { write: () => true }
  const io: CliIo = {
    env: {},
    input: () => input,
    out: output,
    err: output,
    now: () => 0,
    interrupted: AbortSignal.abort(),
  }
  const lines: string[] = []
  await followInput(io, (line) => lines.push(line))
  expect(lines).toEqual([])
  expect(input.destroyed).toBe(true)
})
