import { describe, expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { outermost } from '../../middy/invocation.ts'
import { startGate } from './gate.ts'
import { recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

// A failed body breaks the response off. If only the handler fails, the client completes it with the error.
describe.each([
  ['streaming', false],
  ['plain-streaming', true],
])('a response of the handler %s', (handler, isCompleted) => {
  it('has the trace id in its prelude, and its ending after the last byte', async () => {
    const { posted, records, start, ending } = await stream(handler, {})
    expect(posted).toMatchObject({
      complete: true,
      headers: {
        'lambda-runtime-function-response-mode': 'streaming',
        'content-type': 'application/vnd.awslambda.http-integration-response',
      },
    })
    expect(posted?.body).toBe(`${preludeOf(start.traceId)}first half, second half ✓`)
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'Service call - HTTP',
      'Half sent',
      'Lambda success',
    ])
    expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 200, bytes: 27 } })
    const { timeToFirstByte } = ending.metadata ?? {}
    expect(timeToFirstByte).toBeGreaterThan(0)
    expect(timeToFirstByte).toBeLessThan(ending.duration as number)
  })

  it('has an ending with its error if it fails', async () => {
    const { posted, start, ending } = await stream(handler, { fails: true })
    expect(posted?.complete).toBe(isCompleted)
    expect(posted?.body).toBe(`${preludeOf(start.traceId)}first half, `)
    expect(ending).toMatchObject({
      level: 'error',
      result: 'error',
      error: { message: 'The picture is torn' },
      metadata: { bytes: 12 },
    })
  })
})

/** Invokes a streaming handler. The second half of its body waits for the first to arrive. */
async function stream(handler: string, members: { readonly fails?: boolean }) {
  const gate = await startGate()
  const runtime = await startRuntime(handler, { GATE_URL: gate.url })
  const [posted] = await Promise.all([
    runtime.invoke({ ...events.httpApi(), ...members }),
    runtime.answerHas('first half').then(gate.open),
  ])
  const records = recordsOf((await runtime.stop()).lines)
  return { posted, records, ...outermost(records) }
}

/** Returns the prelude of a streamed body: the response without a body, and eight zeros. */
function preludeOf(traceId: string | undefined): string {
  return `{"statusCode":200,"headers":{"content-type":"text/plain","x-trace-id":"${traceId}"}}${'\0'.repeat(8)}`
}
