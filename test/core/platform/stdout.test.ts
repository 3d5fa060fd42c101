import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../../child.ts'

const LINES = 5_000

const WRITES = `
  import { createTraceContext } from 'hoptrace/next'
  const trace = createTraceContext({ action: 'a' })
  const text = (n) => ['x', 'é', '漢'][n % 3].repeat(n % 7 === 0 ? 5_000 : 300)
  for (let n = 0; n < ${LINES}; n += 1) trace.info('line', { n, text: text(n) })
  process.stderr.write('done')
`

describe('the writer of records on stdout', () => {
  it('loses no line to a slow reader and keeps their order, even if the process exits at once', async () => {
    const child = runModule(`${WRITES}; process.exit(0)`)
    const exited = once(child, 'close')
    let text = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      text += chunk
      await turn()
    }
    const [code] = await exited
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).metadata)
    expect(code).toBe(0)
    expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: LINES }, (_, n) => n))
    expect(lines.every((line) => /^(x+|é+|漢+)$/.test(line.text))).toBe(true)
    expect(new Set(lines.map((line) => line.text.length))).toEqual(new Set([300, 5_000]))
  })

  it('keeps the process running if the reader of stdout leaves', async () => {
    const child = runModule(WRITES)
    child.stdout.destroy()
    const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    expect(code).toBe(0)
    expect(errors).toContain('done')
    expect(errors.match(/hoptrace: /g)).toHaveLength(1)
    expect(errors).toContain('EPIPE')
  })

  it('keeps the process running if stdout is closed', async () => {
    const args = ['-c', 'exec "$0" --input-type=module --eval "$1" >&-', process.execPath, WRITES]
    const child = spawn('sh', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    expect(code).toBe(0)
    expect(errors).toContain('done')
  })

  it('keeps the process running if the reader leaves and `process.stdout.write` is replaced', async () => {
    const replaced = `
      const { write } = process.stdout
      process.stdout.write = (text) => write.call(process.stdout, text)
      ${WRITES}`
    const child = runModule(replaced)
    child.stdout.destroy()
    const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    expect(code).toBe(0)
    expect(errors).toContain('done')
  })

  it.each([
    ['', ''],
    [
      ', and `process.stderr.write` is replaced',
      'const { write } = process.stderr; process.stderr.write = (text) => write.call(process.stderr, text)',
    ],
  ])(
    'keeps the process running if the reader of stderr leaves before a failure is reported%s',
    async (_how, replace) => {
      const child = runModule(`
      import { setImmediate as turn } from 'node:timers/promises'
      import { createTraceContext } from 'hoptrace/next'
      ${replace}
      const onSpanEnd = () => { throw new Error('down') }
      const trace = createTraceContext({ action: 'a', exporters: [{ onSpanEnd }] })
      trace.hop('work', () => 1)
      for (let turns = 0; turns < 20; turns += 1) await turn()
      trace.info('done')
    `)
      child.stderr.destroy()
      const [lines, [code]] = await Promise.all([textOf(child.stdout), once(child, 'close')])
      expect(code).toBe(0)
      expect(lines).toContain('done')
    },
  )

  it('does not handle an error of a stream to which it has written nothing', async () => {
    const child = runModule(`
      import 'hoptrace/next'
      process.stdout.emit('error', new Error('not ours'))
    `)
    const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')])
    expect(code).toBe(1)
    expect(errors).toContain('not ours')
  })

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
