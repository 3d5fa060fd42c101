import { expect, it, vi } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { otlp } from '../../src/otlp/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { startCollector } from './collector.ts'

it('a partial success of other types than the protocol’s is told', async () => {
  const partialSuccess = { rejectedSpans: 'many', errorMessage: null }
  const collector = await startCollector(() => ({
    status: 200,
    body: JSON.stringify({ partialSuccess }),
  }))
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const exporters = [otlp({ endpoint: collector.url })]
  const handler = handlerOf([tracing({ exporters, flushTimeoutMs: 60_000 })], () => 1)
  await captureRecords(() => handler({}, lambdaContext()))
  const report = stderr.mock.calls.flat().join('')
  stderr.mockRestore()
  expect(report).toContain('the collector rejected a part')
  expect(report).toContain('many rejected: ')
})
