import { rm } from 'node:fs/promises'
import path from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { captureRecords } from '../capture.ts'

const OUT = path.resolve('build/copies')

/** Imports a bundle that has its own copy of the package. */
async function copyOf(name: string) {
  const outfile = path.join(OUT, `${name}.mjs`)
  const contents = `export * from 'hoptrace'; export * from 'hoptrace/aws'; export * from 'hoptrace/next'`
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
  })
  return import(outfile)
}

afterAll(() => rm(OUT, { recursive: true, force: true }))

describe('two copies of the package in one process', () => {
  it('listen to a signal once', async () => {
    const copies = await Promise.all([copyOf('one'), copyOf('other')])
    const { promise, resolve } = Promise.withResolvers<Response>()
    const count = () => process.listenerCount('SIGTERM')
    const before = count()
    let open = 0
    const { value } = await captureRecords(async () => {
      const answers = copies.map(({ withTracing }) =>
        withTracing(() => promise)(new Request('http://a.example/'), {}),
      )
      open = count()
      resolve(new Response())
      return Promise.all(answers)
    })
    expect(value).toHaveLength(2)
    expect(open).toBe(before + 1)
  })

  it('share the current trace', async () => {
    const [one, other] = await Promise.all([copyOf('one'), copyOf('other')])
    expect(one.currentTrace).not.toBe(other.currentTrace)
    const GET = one.withTracing(async () => {
      await other.currentTrace().hop('work', async () => one.currentTrace().info('inside'))
      other.logHop(other.currentTrace(), 'cache', 'pass')
      return new Response(other.currentTrace().id)
    })
    const request = new Request('http://a.example/', { headers: { 'x-trace-id': 'req_one' } })
    const { value, records } = await captureRecords(() => GET(request, {}))
    expect(await (value as Response).text()).toBe('req_one')
    expect(records.map(({ traceId, message }) => [traceId, message])).toEqual([
      ['req_one', 'Request start'],
      ['req_one', 'inside'],
      ['req_one', 'Hop - work'],
      ['req_one', 'Hop - cache'],
      ['req_one', 'Request complete'],
    ])
    expect(records[1]?.spanId).toBe(records[2]?.spanId)
  })

  it('trace an AWS client once', async () => {
    const [one, other] = await Promise.all([copyOf('one'), copyOf('other')])
    const response = { statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') }
    const client = new DynamoDBClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: { handle: async () => ({ response: response as never }) },
    })
    other.traceClient(one.traceClient(client))
    const GET = one.withTracing(async () => {
      await client.send(new ListTablesCommand())
      return new Response()
    })
    const request = new Request('http://a.example/', { headers: { 'x-trace-id': 'req_one' } })
    const { records } = await captureRecords(() => GET(request, {}))
    expect(records.map(({ traceId, message }) => [traceId, message])).toEqual([
      ['req_one', 'Request start'],
      ['req_one', 'Service call - DynamoDB'],
      ['req_one', 'Request complete'],
    ])
    expect(records[1]?.parentId).toBe(records[0]?.spanId)
  })
})
