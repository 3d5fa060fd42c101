import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { textOf } from '../child.ts'
import { recordsOf } from '../e2e/lambda-runtime/records.ts'
import { outermost } from '../middy/invocation.ts'
import { SERVER_FUNCTION } from './prepare.ts'
import { eventOf, type Wrapper } from './server-function.ts'

const HANDLER = pathToFileURL(path.join(SERVER_FUNCTION, 'index.mjs')).href

/** Calls the function's handler in a process that ends as soon as the handler has answered. */
async function recordsBeforeAnswer(WRAPPER: Wrapper, pathname: string) {
  const code = `
    const { handler } = await import('${HANDLER}')
    await handler(${JSON.stringify(eventOf('httpApi', pathname))}, {})
    process.kill(process.pid, 'SIGKILL')
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...process.env, WRAPPER, AWS_LAMBDA_FUNCTION_NAME: 'shop-orders' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text, [, signal]] = await Promise.all([textOf(child.stdout), once(child, 'close')])
  expect(signal).toBe('SIGKILL')
  return recordsOf(text.match(/[^\n]*\n/g) ?? [])
}

it.each<[Wrapper, string]>([
  ['buffered', '/api/quick'],
  ['buffered', '/api/plain'],
  ['buffered-alone', '/api/quick'],
  ['buffered-alone', '/api/plain'],
])('with the wrapper %s, the ending of %s is written before the handler answers', async (...of) => {
  const { ending } = outermost(await recordsBeforeAnswer(...of))
  expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 200 } })
})
