import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { createTraceContext, logResponse } from '../../src/next/index.ts'
import { lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { handlerOf } from '../middy/invocation.ts'
import { sentBy, xray } from '../xray/daemon.ts'
import { blocksOf, loadSample, sectionOf } from './page.ts'

const PAGE = 'docs/x-ray.md'

const ROOT = `1-${'4'.repeat(8)}-${'b'.repeat(24)}`
/** Lambda's context of an invocation with active tracing. */
const traced = () =>
  lambdaContext({ xRayTraceId: `Root=${ROOT};Parent=00f067aa0ba902b7;Sampled=1` })

describe('the page on X-Ray', () => {
  it('begins with a handler that sends a subsegment below that of the function', async () => {
    const { handler } = await loadSample(PAGE, 'hoptrace/xray')
    const { documentOf } = await sentBy(() => handler({}, traced()))
    expect(documentOf(({ phase }) => phase === 'complete')).toMatchObject({
      type: 'subsegment',
      trace_id: ROOT,
      parent_id: '00f067aa0ba902b7',
    })
  })

  it('says that nothing is sent unless tracing is switched on', () => {
    vi.stubEnv('AWS_XRAY_TRACING_ENABLED', '')
    expect(xray()).toBeUndefined()
    vi.unstubAllEnvs()
    expect(xray()).toBeDefined()
  })

  it('names the annotations', async () => {
    const [, list = ''] =
      /\*\*Search\.\*\* \w+ annotations: (.+)$/m.exec(sectionOf(PAGE, 'What X-Ray shows')) ?? []
    const { documentOf } = await sentBy(async () => {
      const handler = handlerOf([tracing({ exporters: [xray()] })], () => {
        currentTrace().set({ jobId: 'j', tenantId: 't', userId: 'u' })
      })
      await handler({}, traced())
    })
    const { annotations } = documentOf(({ phase }) => phase === 'complete')
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual(
      Object.keys(annotations ?? {}).sort(),
    )
  })

  it('says what a request outside of Lambda is, and who decides whether it is sampled', async () => {
    const request =
      (headers: Record<string, string>, rate: number, trustSampling = false) =>
      () => {
        const trace = createTraceContext({
          action: 'orders:get',
          service: 'shop',
          headers,
          sampling: { rate },
          trustSampling,
          exporters: [xray()],
        })
        logResponse(trace)
        return trace.headers().get('x-amzn-trace-id')
      }
    const { documentOf } = await sentBy(request({}, 1))
    const segment = documentOf(({ phase }) => phase === 'complete')
    expect(segment).toMatchObject({ name: 'shop' })
    expect(segment).not.toHaveProperty('type')
    const sampled = { 'x-amzn-trace-id': `Root=${ROOT};Sampled=1` }
    expect((await sentBy(request(sampled, 0, true))).value).toContain('Sampled=1')
    for (const unsampled of [request({}, 0), request({}, 0, true), request(sampled, 0)]) {
      expect((await captureRecords(unsampled)).value).toContain('Sampled=0')
    }
    const onLambda = handlerOf(
      [tracing({ exporters: [xray()], sampling: { rate: 0 }, trustSampling: false })],
      () => currentTrace().headers().get('x-amzn-trace-id'),
    )
    expect((await sentBy(() => onLambda({}, traced()))).value).toContain('Sampled=1')
  })

  it('has the forms of the daemon’s address', () => {
    const forms = [...sectionOf(PAGE, 'The daemon').matchAll(/^- `(.+?)`/gm)].map(
      ([, one = '']) => one,
    )
    expect(forms).toHaveLength(2)
    for (const form of forms) {
      const address = form.replaceAll('host', '127.0.0.1').replaceAll('port', '2000')
      vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', address)
      expect(xray()).toBeDefined()
    }
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'http://127.0.0.1:2000')
    expect(() => xray()).toThrow(new RegExp(`must be ${forms.join(' or ')}, got`))
    vi.unstubAllEnvs()
  })

  it('shows how a bundle loads the SDK', async () => {
    const { build } = await import('esbuild')
    const [, banner = ''] = /js: "(.+)"/.exec(blocksOf(PAGE, 'tsx?')[1] ?? '') ?? []
    const bundle = async (options: object) => {
      const { outputFiles } = await build({
        stdin: {
          contents: `import { xray } from 'hoptrace/xray'; console.log(typeof xray()?.onSpanEnd)`,
          resolveDir: process.cwd(),
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        write: false,
        logLevel: 'silent',
        ...options,
      })
      const child = runModule(outputFiles[0]?.text ?? '')
      const [said, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
      return said.trim() || errors
    }
    expect(await bundle({ banner: { js: banner } })).toBe('function')
    expect(await bundle({ external: ['aws-xray-sdk-core'] })).toBe('function')
    expect(await bundle({})).toContain('is not supported')
  })

  it('names the modules of the SDK that are used', () => {
    const source = readFileSync('src/xray/sdk.ts', 'utf8')
    const imported = [...source.matchAll(/^import (\w+) from 'aws-xray-sdk-core/gm)].map(
      ([, name = '']) => name,
    )
    const text = sectionOf(PAGE, 'The SDK and the daemon are in maintenance')
    for (const name of imported) expect(text).toContain(`\`${name}\``)
    expect(imported).toHaveLength(2)
  })
})
