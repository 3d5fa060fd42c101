import { describe, expect, it, onTestFinished } from 'vitest'
import { startChild } from '../../../../local/child.ts'
import { freePort } from '../../../../local/ports.ts'
import { RecordLog } from '../../record-log.ts'
import type { NextApp } from '../next-app.ts'

/** What is written when a signal ends the server. */
export function exitCases(app: () => NextApp): void {
  /** Starts another server of the app, and opens a stream that doesn't end by itself. */
  async function serve(env: Record<string, string>) {
    const { build } = app()
    const port = await freePort()
    const url = `http://localhost:${port}`
    const log = new RecordLog()
    const { promise: exit, resolve: onExit } = Promise.withResolvers<Error>()
    const server = await startChild({
      name: 'Next.js',
      args: [build.next, 'start', build.root, '-H', 'localhost', '-p', String(port)],
      env: { ...build.env, HOPTRACE_SERVICE: 'fixture', HOPTRACE_FORMAT: 'json', ...env },
      url,
      signal: undefined,
      onLine: (line) => log.take(line),
      onExit,
    })
    onTestFinished(() => server.stop())
    const traceId = 'req_exit'
    const leaving = new AbortController()
    const response = await fetch(`${url}/api/stream`, {
      headers: { 'x-trace-id': traceId },
      signal: leaving.signal,
    })
    await log.when('start', () => log.of(traceId).length === 1)
    return { server, log, traceId, response, leaving, exit }
  }

  describe('SIGTERM', () => {
    it('ends open requests and the server if Next.js does not listen to it', async () => {
      const { server, log, traceId, response, exit } = await serve({ NEXT_MANUAL_SIG_HANDLE: '1' })
      const body = response.text().catch(() => 'cut')
      server.kill('SIGTERM')
      expect((await exit).message).toContain('exited (SIGTERM)')
      expect(await body).toBe('cut')
      const [, ending, ...more] = log.of(traceId)
      expect(ending).toMatchObject({
        phase: 'complete',
        result: 'error',
        error: { code: 'PROCESS_EXIT', message: 'The process was ended by SIGTERM' },
        metadata: { method: 'GET', path: '/api/stream' },
      })
      expect(more).toEqual([])
    })

    it('is left to Next.js, which waits for open requests', async () => {
      const { server, log, traceId, leaving, exit } = await serve({})
      server.kill('SIGTERM')
      leaving.abort()
      // Next.js 15 exits with 0, as if nothing had ended it.
      expect((await exit).message).toMatch(/exited \((143|0)\)/)
      const endings = log.of(traceId).filter(({ phase }) => phase === 'complete')
      expect(endings).toMatchObject([{ result: 'partial', metadata: { aborted: true } }])
    })
  })
}
