import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startXrayDaemon, type XrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import { runModule } from '../child.ts'

let daemon: XrayDaemon
beforeAll(async () => {
  daemon = await startXrayDaemon()
  vi.stubEnv('AWS_XRAY_TRACING_ENABLED', 'true')
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', daemon.address)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await daemon.stop()
})

describe('xray()', () => {
  it.each([
    ['by process.exit()', 'process.exit(3)', 'PROCESS_EXIT', '127.0.0.1'],
    ['by process.exit(), by a name', 'process.exit(3)', 'PROCESS_EXIT', 'localhost'],
    [
      'by an exception',
      "setTimeout(() => { throw new RangeError('no') })",
      'RangeError',
      '127.0.0.1',
    ],
  ])('sends a request whose process ends %s', async (_how, end, code, host) => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', daemon.address.replace('127.0.0.1', host))
    const seen = daemon.documents.length
    const child = runModule(`
      import middy from '@middy/core'
      import { tracing } from 'hoptrace/middy'
      import { xray } from 'hoptrace/xray'
      const handler = middy({ timeoutEarlyInMillis: 0 })
        .use(tracing({ exporters: [xray()] }))
        .handler(async () => { ${end}; await new Promise(() => {}) })
      await handler({}, { getRemainingTimeInMillis: () => 900_000 })
    `)
    await once(child, 'close')
    const [document] = (await daemon.waitForCount(seen + 1)).slice(seen)
    expect(document).toMatchObject({ fault: true, cause: { exceptions: [{ type: code }] } })
  })
})
