import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../../src/index.ts'
import { startEchoServer } from '../../core/calls/echo-server.ts'
import { type Postgres, startPostgres } from './postgres.ts'

let postgres: Postgres
let server: Awaited<ReturnType<typeof startEchoServer>>
let records: readonly TraceRecord[]

beforeAll(async () => {
  postgres = await startPostgres()
  server = await startEchoServer()
  const apps = path.join(import.meta.dirname, 'apps')
  const child = spawn(process.execPath, ['--import', './lambda.ts', './invoke.ts'], {
    cwd: apps,
    env: { ...process.env, DATABASE_URL: postgres.url, ORDERS_URL: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect([err, (await ended)[0]]).toEqual(['', 0])
  records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
})
afterAll(async () => {
  server.close()
  await postgres.stop()
})

const queries = () => records.filter(({ action }) => action === 'service:postgresql:select')

describe('a Lambda handler with pg and its instrumentation', () => {
  it('has each query as a call below the running step', () => {
    const hop = records.find(({ hopName }) => hopName === 'load-order')
    const root = records.find(({ phase }) => phase === 'complete')
    expect(queries().map(({ result, parentId }) => [result, parentId])).toEqual([
      ['success', hop?.spanId],
      ['error', root?.spanId],
    ])
  })

  it('has the error of a query that fails, as the instrumentation tells it', () => {
    expect(queries()[1]).toMatchObject({ error: { message: expect.stringContaining('42P01') } })
  })

  it('has neither the statement nor its values in a line', () => {
    const lines = JSON.stringify(records.filter(({ error }) => error === undefined))
    expect(lines).not.toMatch(/SELECT|jo@a\.example/)
  })

  it('has one call for a fetch that undici’s instrumentation sees too', () => {
    const calls = records.filter(({ metadata }) => metadata?.path === '/stock/7')
    expect(calls.map(({ action }) => action)).toEqual(['service:http:get'])
  })
})
