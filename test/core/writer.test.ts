import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../child.ts'

describe('the writer', () => {
  it('writes the same line under both of Lambda’s log formats', async () => {
    const lineUnder = async (format: string) => {
      const code = `process.env.AWS_LAMBDA_LOG_FORMAT = '${format}'
        import { createTraceContext } from 'hoptrace/next'
        console.log = () => { throw new Error('the console is patched by Lambda') }
        createTraceContext({ action: 'a', headers: { 'x-trace-id': 'req_x' } }).info('line', { n: 1 })`
      return textOf(runModule(code).stdout)
    }
    const steady = (line: string) => line.replace(/"(timestamp|spanId|w3cTraceId)":"[^"]*"/g, '')
    const text = await lineUnder('TEXT')
    expect(JSON.parse(text)).toMatchObject({ level: 'info', metadata: { n: 1 } })
    expect(steady(await lineUnder('JSON'))).toBe(steady(text))
  })
})
