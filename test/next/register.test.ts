import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../child.ts'

/** A server of Next.js's that starts, with what counts the package's functions by their first calls. */
const SERVER = `
  import { Session } from 'node:inspector'
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true })
  const { register, withTracing } = await import('hoptrace/next')
  const known = new Set()
  /** Returns how many functions ran since the last call, and how many of them never before. */
  const ran = () => {
    let all = 0
    let fresh = 0
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const { url, functions } of result.filter(({ url }) => url.includes('/dist/')))
        for (const { ranges: [{ startOffset, endOffset, count }] } of functions) {
          const key = [url, startOffset, endOffset].join()
          if (count === 0 || url.includes('node_modules')) continue
          all += 1
          if (!known.has(key)) fresh += 1
          known.add(key)
        }
    })
    return { all, fresh }
  }
  const send = async () => {
    const route = withTracing(async (_request, _context, trace) => {
      const isPaid = await trace.hop('load-order', async () => true)
      return Response.json({ isPaid: trace.check('is-paid', isPaid) })
    })
    const headers = { 'user-agent': 'node', traceparent: '00-${'a'.repeat(32)}-${'b'.repeat(16)}-01' }
    await (await route(new Request('http://a.example/', { headers }), {})).text()
  }
  const say = (value) => process.stderr.write(JSON.stringify(value) + '\\n')
  ran()
`

/** Starts a server with environment variables. Returns what it wrote. */
async function start(code: string, env: Readonly<Record<string, string>> = {}) {
  const variables = `Object.assign(process.env, ${JSON.stringify(env)})\n`
  const child = runModule(`${variables}${SERVER}${code}`)
  const [lines, said] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return { lines, said }
}

async function functionsOf(code: string, env?: Readonly<Record<string, string>>) {
  const { said } = await start(`${code}; say(ran())`, env)
  const { all, fresh }: { all: number; fresh: number } = JSON.parse(said)
  return { all, fresh }
}

describe('register', () => {
  it('calls the functions that the first request needs before it', async () => {
    const cold = await functionsOf('await send()')
    expect(cold.fresh).toBeGreaterThan(cold.all / 2)
    const warm = await functionsOf('await register(); ran(); await send()')
    expect(warm.all).toBeGreaterThan(cold.all / 2)
    expect(warm.fresh).toBeLessThan(warm.all / 5)
  })

  it.each([
    {
      where: 'on AWS Lambda, where a start serves a request',
      env: { AWS_LAMBDA_FUNCTION_NAME: 'shop' },
    },
    { where: 'while Next.js builds the app', env: { NEXT_PHASE: 'phase-production-build' } },
  ])('does nothing $where', async ({ env }) => {
    expect((await functionsOf('await register()', env)).all).toBeLessThan(10)
  })

  it('writes nothing, whatever the environment asks for', async () => {
    const file = path.join(tmpdir(), `hoptrace-register-${process.pid}.log`)
    const env = {
      HOPTRACE_LEVEL: 'debug',
      HOPTRACE_METRICS: 'true',
      HOPTRACE_FILE: file,
      HOPTRACE_SAMPLING_RATE: '1',
    }
    expect(await start('await register()', env)).toEqual({ lines: '', said: '' })
    expect(existsSync(file)).toBe(false)
  })

  it('reports a wrong environment variable, and lets the server start', async () => {
    const { lines, said } = await start(`await register(); say('started')`, {
      HOPTRACE_LEVEL: 'loud',
    })
    expect(lines).toBe('')
    expect(said).toContain('hoptrace: register failed')
    expect(said).toContain('HOPTRACE_LEVEL')
    expect(said).toContain('"started"')
  })
})
