import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../child.ts'

describe('hoptrace/testing/setup', () => {
  it('silences its own process, where captures still get records', async () => {
    const child = runModule(`
      import 'hoptrace/testing/setup'
      import { createTraceContext } from 'hoptrace/next'
      import { captureTrace } from 'hoptrace/testing'
      createTraceContext({ action: 'a' }).info('unseen')
      const { records } = await captureTrace(() => createTraceContext({ action: 'a' }).info('seen'))
      console.log(records.map(({ message }) => message).join())`)
    expect(await textOf(child.stdout)).toBe('seen\n')
  })

  it('leaves the processes that a test starts as they are', async () => {
    const child = runModule(`
      import 'hoptrace/testing/setup'
      import { spawn } from 'node:child_process'
      const code = "import { createTraceContext } from 'hoptrace/next'; createTraceContext({ action: 'a' }).info('line')"
      spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' })`)
    const [text] = await Promise.all([textOf(child.stdout), once(child, 'close')])
    expect(JSON.parse(text)).toMatchObject({ message: 'line' })
  })
})
