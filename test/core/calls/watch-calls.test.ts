import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../../child.ts'

/** Returns what a process writes to stderr that sets two wrappers up in a runtime without Node's modules. */
async function stderrOf(options: object): Promise<string> {
  const child = runModule(`
    const { getBuiltinModule } = process
    // As Next.js's edge runtime has it: it is there, and throws.
    process.getBuiltinModule = () => { throw new Error('A Node.js API is used') }
    const { withNodeTracing } = await import('hoptrace/node')
    withNodeTracing(() => undefined, ${JSON.stringify(options)})
    withNodeTracing(() => undefined, ${JSON.stringify(options)})
    process.getBuiltinModule = getBuiltinModule
  `)
  const [stderr] = await Promise.all([textOf(child.stderr), textOf(child.stdout)])
  return stderr
}

describe('a runtime without channels', () => {
  it('is told once that calls: auto is without effect', async () => {
    expect((await stderrOf({ calls: 'auto' })).trim()).toBe(
      "hoptrace: option 'calls' is without effect here: there is no diagnostics_channel",
    )
  })

  it('is told nothing by default, and if the option is explicit', async () => {
    expect([await stderrOf({}), await stderrOf({ calls: 'explicit' })]).toEqual(['', ''])
  })
})

describe('a listener that fails', () => {
  it('harms no request', async () => {
    const child = runModule(`
      import { channel } from 'node:diagnostics_channel'
      import { withNodeTracing } from 'hoptrace/node'
      import { createServer } from 'node:http'
      import { once } from 'node:events'
      const server = createServer(withNodeTracing((request, response) => {
        channel('undici:request:create').publish({})
        channel('undici:request:headers').publish(undefined)
        channel('http.client.request.created').publish({ request: { getHeaders: 1 } })
        response.end('ok')
      })).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const answer = await fetch('http://127.0.0.1:' + server.address().port)
      process.stdout.write(await answer.text() + '\\n')
      process.exit()
    `)
    const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
    expect(out.trim().split('\n').at(-1)).toBe('ok')
    expect(err).toContain('hoptrace: tracing failed')
  })
})
