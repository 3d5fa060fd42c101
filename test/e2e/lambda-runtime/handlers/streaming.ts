import { Readable } from 'node:stream'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

async function* picture({ fails }: { fails?: boolean }): AsyncGenerator<string> {
  yield 'first half, '
  await fetch(`${process.env.GATE_URL}`)
  currentTrace().info('Half sent')
  if (fails) throw new Error('The picture is torn')
  yield 'second half ✓'
}

export const handler = middy<{ fails?: boolean }>({ executionMode: executionModeStreamifyResponse })
  .use(tracing())
  .handler(async (event) => ({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: Readable.from(picture(event)),
  }))
