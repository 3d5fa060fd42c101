import dgram from 'node:dgram'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../middy/invocation.ts'
import { sentBy, xray } from './daemon.ts'

const VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS'
const own = process.env[VARIABLE] ?? ''
const invokeOnce = () =>
  handlerOf([tracing({ exporters: [xray()] })], () => 1)(httpApiEvent(), lambdaContext())

const WRONG = [
  '127.0.0.1',
  ':2000',
  'localhost:',
  'localhost:0',
  'localhost:70000',
  'udp:2000',
  'udp:127.0.0.1:2000',
  'udp:127.0.0.1:2000 udp:127.0.0.1:2001',
  'tcp:127.0.0.1:2000 127.0.0.1:2001',
  'nonsense',
]

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('the daemon’s address', () => {
  it.each([
    own,
    own.replace('127.0.0.1', 'localhost'),
    `udp:${own} tcp:127.0.0.1:1`,
    `tcp:127.0.0.1:1 udp:${own}`,
  ])('is where documents are sent: %s', async (address) => {
    vi.stubEnv(VARIABLE, address)
    const { documents } = await sentBy(invokeOnce)
    expect(documents).toHaveLength(1)
  })

  it.each([undefined, ''])('is 127.0.0.1:2000 without the variable: %s', async (address) => {
    vi.stubEnv(VARIABLE, address)
    const send = vi.spyOn(dgram.Socket.prototype, 'send').mockReturnValue()
    await captureRecords(invokeOnce)
    expect(send.mock.calls.map(([, port, host]) => [port, host])).toEqual([[2000, '127.0.0.1']])
  })

  it.each(WRONG)('makes xray() throw a TypeError if it is malformed: %s', (address) => {
    vi.stubEnv(VARIABLE, address)
    const forms = 'host:port or tcp:host:port udp:host:port'
    expect(() => xray()).toThrow(
      new TypeError(`hoptrace: ${VARIABLE} must be ${forms}, got '${address}'`),
    )
    vi.stubEnv('AWS_XRAY_TRACING_ENABLED', 'false')
    expect(xray()).toBeUndefined()
  })

  it('may be malformed if X-Ray is off', async () => {
    vi.stubEnv(VARIABLE, 'nonsense')
    vi.stubEnv('AWS_XRAY_TRACING_ENABLED', '')
    const { stdout } = runModule(`
      const { xray } = await import('hoptrace/xray')
      console.log(xray(), process.env.${VARIABLE})
    `)
    expect(await textOf(stdout)).toBe('undefined nonsense\n')
  })

  it('is still visible to the SDK itself', async () => {
    vi.stubEnv(VARIABLE, '127.0.0.1:4000')
    const { stdout } = runModule(`
      await import('hoptrace/xray')
      const { default: emitter } = await import('aws-xray-sdk-core/dist/lib/segment_emitter.js')
      console.log(emitter.getPort())
    `)
    expect(await textOf(stdout)).toBe('4000\n')
  })
})
