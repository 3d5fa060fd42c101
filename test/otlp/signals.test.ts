import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCollector } from './collector.ts'

const source = (file: string) => new URL(`../../src/${file}`, import.meta.url).href

/** A server that goes on, and says "ready" when it has answered one request. */
const SERVER = `
  import { createServer } from 'node:http'
  import { withNodeTracing } from '${source('node/index.ts')}'
  import { otlp } from '${source('otlp/index.ts')}'

  const options = { service: 'shop', exporters: [otlp()] }
  const server = createServer(withNodeTracing((request, response) => {
    if (request.url !== '/open') response.end()
  }, options))
  const ask = (path) => fetch('http://127.0.0.1:' + server.address().port + path)
  server.listen(0, '127.0.0.1', async () => {
    await ask('/')
    process.send('ready')
  })
`

/** Starts a server that sends what it holds after an hour. */
async function startServer(url: string, more = '') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${SERVER}${more}`], {
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '3600000',
      HOPTRACE_CALLS: 'explicit',
      HOPTRACE_FORMAT: 'none',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  await told(child, 'ready')
  return { child, ended }
}

async function told(child: ChildProcess, word: unknown): Promise<void> {
  while (true) {
    const [message] = await once(child, 'message')
    if (message === word) return
  }
}

describe('a signal to a server with otlp()', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'sends what is held, and then ends the process by %s',
    async (signal) => {
      const collector = await startCollector()
      const { child, ended } = await startServer(collector.url)
      child.kill(signal)
      expect(await ended).toEqual([null, signal])
      expect(collector.spans().map(({ name }) => name)).toEqual(['GET'])
    },
  )

  it('sends the endings of open requests too', async () => {
    const collector = await startCollector()
    const { child, ended } = await startServer(
      collector.url,
      `server.on('request', ({ url }) => url === '/open' && process.send('open'))
       process.once('message', () => ask('/open').catch(() => undefined))`,
    )
    child.send('open')
    await told(child, 'open')
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
    expect(collector.spans().map(({ status }) => status.message)).toEqual([
      undefined,
      'The process was ended by SIGTERM',
    ])
  })

  it('waits a limited time for a collector that doesn’t answer, also while requests come', async () => {
    const collector = await startCollector(() => 'hang')
    const { child, ended } = await startServer(
      collector.url,
      `setInterval(() => ask('/').catch(() => undefined), 10)`,
    )
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
    expect(collector.received).toHaveLength(1)
  })

  it('doesn’t stand in the way of a second one', async () => {
    const requested = Promise.withResolvers<void>()
    const collector = await startCollector(() => {
      requested.resolve()
      return 'hang'
    })
    const { child, ended } = await startServer(
      collector.url,
      `process.on('message', () => process.send(process.listenerCount('SIGTERM')))`,
    )
    child.kill('SIGTERM')
    await requested.promise
    child.send('count')
    await told(child, 0)
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  it('sends what is held while the application decides how the process ends', async () => {
    const requested = Promise.withResolvers<void>()
    const collector = await startCollector(() => {
      requested.resolve()
      return { status: 200 }
    })
    const { child, ended } = await startServer(
      collector.url,
      `process.once('SIGTERM', () => process.on('message', () => process.exit(3)))`,
    )
    child.kill('SIGTERM')
    await requested.promise
    child.send('exit')
    expect(await ended).toEqual([3, null])
    expect(collector.spans()).toHaveLength(1)
  })

  it('ends a process whose packages end it unless others listen', async () => {
    const collector = await startCollector()
    const { child, ended } = await startServer(
      collector.url,
      `const leave = () => {
         if (process.listenerCount('SIGTERM') > 1) return
         process.off('SIGTERM', leave)
         process.kill(process.pid, 'SIGTERM')
       }
       process.on('SIGTERM', leave)`,
    )
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
  })
})
