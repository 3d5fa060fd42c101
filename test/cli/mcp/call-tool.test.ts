import { expect, it } from 'vitest'
import { callTool } from '../../../src/cli/mcp/call-tool.ts'
import { TOOLS } from '../../../src/cli/mcp/tools/index.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, traceId } from '../sample-trace.ts'

it('a call that was cancelled while it waited reads nothing', async () => {
  const tool = TOOLS.find(({ name }) => name === 'query')
  const cancelled = new AbortController()
  const write = (): void => undefined
  const scope = {
    flags: { file: [logFile(...failedTrace)] },
    sourceMaps: undefined,
    maxScan: 0,
  }
  const call = () =>
    tool === undefined
      ? undefined
      : callTool(tool, { ql: 'fields traceId' }, scope, {
          env: {},
          out: { write },
          err: { write },
          now: Date.now,
          interrupted: cancelled.signal,
        })
  expect(await call()).toMatchObject({ isError: false, text: expect.stringContaining(traceId) })
  cancelled.abort()
  expect(await call()).toEqual({ isError: true, text: '{"error":"Stopped"}' })
})
