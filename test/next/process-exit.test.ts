import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { runModule, textOf } from '../child.ts'

/** A server that answers with routes whose requests stay open until `gate.open()`. */
const SERVER = `
  import { createServer, get } from 'node:http'
  import { once } from 'node:events'
  import { currentTrace } from 'hoptrace'
  import { withActionTracing, withApiTracing, withProxyTracing, withTracing } from 'hoptrace/next'
  const gate = Promise.withResolvers()
  let open = 0
  const work = () => { open += 1; return currentTrace().hop('work', () => gate.promise) }
  const route = withTracing(async () => { await work(); return new Response('ok') })
  const api = withApiTracing(async (_request, response) => { await work(); response.end('ok') })
  const action = withActionTracing('orders:save', work)
  const proxy = withProxyTracing(async () => { await work() })
  const server = createServer((request, response) => {
    if (request.url === '/api') void api(request, response)
    else void route(new Request('http://a.example/', { headers: {} }), {})
      .then(async (answer) => response.end(await answer.text()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = 'http://127.0.0.1:' + server.address().port
  const say = (...words) => process.stderr.write(words.join(' ') + '\\n')
`
/** Requests of each kind, which stay open. */
const OPEN_ALL = `
  for (const path of ['/route', '/api']) get(address + path).on('error', () => {})
  void action()
  void proxy({ method: 'GET', headers: new Headers(), nextUrl: new URL(address) }, {})
  while (open < 4) await new Promise(setImmediate)
`
const OPEN_ONE = `void route(new Request('http://a.example/'), {}).then(() => say('answered'));`

interface Ended {
  readonly records: readonly TraceRecord[]
  readonly errors: string
  /** The exit code and the signal. */
  readonly end: unknown
}

/** Runs a server until it ends. `signal` is sent when it says "ready". */
async function runServer(code: string, signal?: NodeJS.Signals): Promise<Ended> {
  const child = runModule(`${SERVER}${code}`)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
    if (signal !== undefined && errors.includes('ready')) {
      child.kill(signal)
      signal = undefined
    }
  })
  const [text, end] = await Promise.all([textOf(child.stdout), once(child, 'close')])
  const lines = text.split('\n').filter((line) => line !== '')
  return { records: lines.map((line): TraceRecord => JSON.parse(line)), errors, end }
}

const phases = ({ records }: Ended) => records.map(({ phase }) => phase)
const endings = ({ records }: Ended) => records.filter(({ phase }) => phase === 'complete')

describe('a signal that nobody listens to', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends the process as without hoptrace, and each open request has an ending: %s',
    async (signal) => {
      const ended = await runServer(`${OPEN_ALL} say('ready')`, signal)
      expect(ended.end).toEqual([null, signal])
      expect(phases(ended).filter((phase) => phase === 'start')).toHaveLength(4)
      expect(endings(ended)).toHaveLength(4)
      expect(
        endings(ended)
          .map(({ layer }) => layer)
          .sort(),
      ).toEqual(['api-route', 'api-route', 'proxy', 'server-action'])
      for (const ending of endings(ended)) {
        expect(ending).toMatchObject({
          level: 'error',
          message: 'Request exit',
          result: 'error',
          error: { code: 'PROCESS_EXIT', message: `The process was ended by ${signal}` },
          metadata: { openSteps: [{ name: 'work' }] },
        })
      }
      expect(new Set(endings(ended).map(({ spanId }) => spanId)).size).toBe(4)
    },
  )

  it('ends a process that is idle, even before it stops listening', async () => {
    const ended = await runServer(
      `${OPEN_ONE} gate.resolve(); await new Promise(setImmediate); say('ready')`,
      'SIGTERM',
    )
    expect(ended.end).toEqual([null, 'SIGTERM'])
    expect(endings(ended)).toMatchObject([{ result: 'success' }])
  })

  it('has no listener of hoptrace once a server was idle for a second', async () => {
    const { errors } = await runServer(`
      const count = () => process.listenerCount('SIGTERM')
      say('before', count())
      ${OPEN_ONE}
      say('open', count())
      gate.resolve()
      const wait = setInterval(() => {
        if (count() > 0) return
        clearInterval(wait)
        say('idle', count())
        server.close()
      }, 10)
    `)
    expect(errors).toMatch(/^before 0\nopen 1\nanswered\nidle 0$/m)
  })
})

describe('a signal that the app listens to', () => {
  it('is left to the app, whose open requests continue', async () => {
    const ended = await runServer(
      `
      process.on('SIGTERM', () => {
        say('heard', process.listenerCount('SIGTERM'))
        gate.resolve()
        setImmediate(() => setImmediate(() => process.exit(7)))
      })
      ${OPEN_ONE} say('ready')`,
      'SIGTERM',
    )
    expect(ended.end).toEqual([7, null])
    expect(ended.errors).toContain('heard 1')
    expect(phases(ended)).toEqual(['start', 'hop', 'complete'])
    expect(endings(ended)).toMatchObject([{ result: 'success' }])
  })

  it('has an ending for each request that is still open when the app exits', async () => {
    const ended = await runServer(
      `process.on('SIGTERM', () => process.exit(3)); ${OPEN_ONE} say('ready')`,
      'SIGTERM',
    )
    expect(ended.end).toEqual([3, null])
    expect(endings(ended)).toMatchObject([
      {
        error: { code: 'PROCESS_EXIT', message: 'The process ended with code 3' },
        metadata: { method: 'GET', openSteps: [{ name: 'work' }] },
      },
    ])
  })

  it('is handled again if the app keeps running', async () => {
    const ended = await runServer(
      `process.once('SIGTERM', () => setImmediate(() => process.kill(process.pid, 'SIGTERM'))); ${OPEN_ONE} say('ready')`,
      'SIGTERM',
    )
    expect(ended.end).toEqual([null, 'SIGTERM'])
    expect(endings(ended)).toMatchObject([
      { error: { message: 'The process was ended by SIGTERM' } },
    ])
  })

  it('ends the process by a package that counts the listeners, such as signal-exit', async () => {
    const ended = await runServer(
      `
      const onSignal = () => {
        if (process.listeners('SIGTERM').length > 1) return
        process.off('SIGTERM', onSignal)
        process.kill(process.pid, 'SIGTERM')
      }
      process.on('SIGTERM', onSignal)
      ${OPEN_ONE} say('ready')`,
      'SIGTERM',
    )
    expect(ended.end).toEqual([null, 'SIGTERM'])
  })
})

describe('a process that ends in another way', () => {
  it('has an ending with the error that nothing caught', async () => {
    const ended = await runServer(
      `${OPEN_ONE} setImmediate(() => { throw new RangeError('in a timer') })`,
    )
    expect(ended.end).toEqual([1, null])
    expect(endings(ended)).toMatchObject([
      { message: 'Request crash', error: { name: 'RangeError', message: 'in a timer' } },
    ])
  })

  it('keeps running after an error that the app handles, and so do its requests', async () => {
    const ended = await runServer(`
      process.on('uncaughtException', () => { gate.resolve(); server.close() })
      ${OPEN_ONE}
      setImmediate(() => { throw new RangeError('in a timer') })
    `)
    expect(ended.end).toEqual([0, null])
    expect(endings(ended)).toMatchObject([{ result: 'success' }])
  })

  it('has one ending for a request that ended before', async () => {
    const ended = await runServer(
      `${OPEN_ONE} gate.resolve(); setTimeout(() => process.exit(0), 0)`,
    )
    expect(phases(ended)).toEqual(['start', 'hop', 'complete'])
    expect(endings(ended)).toMatchObject([{ result: 'success' }])
  })
})
