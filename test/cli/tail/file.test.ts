import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { OUTPUT_SCHEMA } from '../../../local/docs/record-schema.ts'
import type { Ran } from '../hoptrace.ts'
import { startHoptrace, startOnTerminal } from '../live/dev-process.ts'
import { makePipe } from '../named-pipe.ts'
import { projectFolder } from '../project/project-folder.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { requestRecords, startTail } from './running-tail.ts'

const textOf = (...records: readonly object[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('')

/** Runs `hoptrace tail --file -` over an input. */
function tailInput(input: string | Buffer, ...args: string[]): Promise<Ran> {
  return startTail(['--file', '-', ...args], { input: () => Readable.from([Buffer.from(input)]) })
    .ended
}

describe('hoptrace tail of a file', () => {
  it('follows it through rotations, from before it exists', async () => {
    const file = path.join(projectFolder({}), 'app.log')
    const tail = startTail(['--file', file])
    await tail.says(`${file} doesn't exist yet.`)
    const [start = {}, ending = {}] = requestRecords('req_2')
    writeFileSync(file, textOf(...requestRecords('req_1'), start))
    await tail.prints('req_1')
    renameSync(file, `${file}.1`)
    appendFileSync(`${file}.1`, textOf(ending))
    writeFileSync(`${file}.1.gz`, gzipSync(readFileSync(`${file}.1`)))
    writeFileSync(file, textOf(...requestRecords('req_3')))
    await tail.prints('req_3')
    truncateSync(file)
    appendFileSync(file, textOf(...requestRecords('req_4').slice(0, 1)))
    appendFileSync(file, textOf(...requestRecords('req_4').slice(1)))
    await tail.prints('req_4')
    const { code, err } = await tail.stop()
    expect([code, err.split('\n')[2]]).toEqual([0, '4 requests, 0 failed'])
  })

  it('begins with the last 16 MB of a file', async () => {
    const file = path.join(projectFolder({}), 'app.log')
    const filler = `${'x'.repeat(999)}\n`.repeat(17_000)
    writeFileSync(
      file,
      textOf(...requestRecords('req_old')) + filler + textOf(...requestRecords('req_a')),
    )
    const tail = startTail(['--file', file])
    await tail.prints('req_a')
    const { out, err } = await tail.stop()
    expect(out).not.toContain('req_old')
    expect(err).toContain(`the first 0.2 MB of ${file}`)
  })

  it("says once that a file can't be read, and tries again", async () => {
    const file = path.join(projectFolder({}), 'app.log')
    const tail = startTail(['--file', file])
    await tail.says("doesn't exist yet")
    mkdirSync(file)
    await tail.says(/app\.log can't be read: it is a folder/)
    renameSync(file, `${file}.1`)
    writeFileSync(file, textOf(...requestRecords('req_a')))
    await tail.prints('req_a')
    expect((await tail.stop()).err.match(/can't be read/g)).toHaveLength(1)
  })

  it('shows the requests of a named pipe until it is closed', async () => {
    const pipe = path.join(projectFolder({}), 'app.pipe')
    makePipe(pipe)
    const tail = startTail(['--file', pipe])
    await writeFile(pipe, textOf(...requestRecords('req_a')))
    const { code, out } = await tail.ended
    expect([code, out]).toEqual([0, expect.stringContaining('Lambda success  req_a')])
  })

  it('says that a pipe has replaced its file, and waits for another file', async () => {
    const file = path.join(projectFolder({}), 'app.log')
    const tail = startTail(['--file', file])
    await tail.says("doesn't exist yet")
    makePipe(file)
    await tail.says(/app\.log can't be read: it is no file/)
    renameSync(file, `${file}.1`)
    writeFileSync(file, textOf(...requestRecords('req_a')))
    await tail.prints('req_a')
  })

  it('fails with one line if it is neither a file nor a pipe', async () => {
    const folder = projectFolder({})
    const { code, err } = await startTail(['--file', folder]).ended
    expect([code, err]).toEqual([3, `${folder} is neither a file nor a pipe\n`])
  })

  it.each([
    [['--failed'], ['b', 'd']],
    [['--slow', '1s'], ['c']],
    [['--action', 'shop:list'], ['c']],
    [['--user', 'ada'], ['b']],
    [['--text', 'REFUSED by'], ['b']],
    [['--failed', '--user', 'bob'], []],
  ])('shows with %j the requests %j alone', async (flags, shown) => {
    const error = { message: 'Refused by the bank', code: 'REFUSED' }
    const input = textOf(
      ...requestRecords('req_a'),
      ...requestRecords('req_b', { result: 'error', error, userId: 'ada' }),
      ...requestRecords('req_c', { duration: 1000, action: 'shop:list' }),
      ...requestRecords('req_d').slice(0, 1),
    )
    const { code, out, err } = await tailInput(input, '--json', ...flags)
    const found = out.match(/(?<="traces":\[\{"traceId":"req_)\w/g) ?? []
    expect([found, code]).toEqual([shown, shown.length > 0 ? 0 : 1])
    expect(err).toContain(`Left out: ${4 - shown.length} requests that the flags exclude\n`)
  })

  it('prints a line of JSON for each request, as hoptrace trace --json does', async () => {
    const { out } = await tailInput(textOf(...failedTrace, ...requestRecords('req_a')), '--json')
    const documents = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const schema = JSON.parse(readFileSync(OUTPUT_SCHEMA, 'utf8'))
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true }).addSchema(schema, 'output')
    const validate = ajv.getSchema('output#/definitions/TraceOutput')
    for (const document of documents)
      expect([validate?.(document), validate?.errors]).toEqual([true, null])
    expect(documents.map(({ traces }) => traces[0].traceId)).toEqual([traceId, 'req_a'])
  })

  it('reads what tools write around the lines of services', async () => {
    const docker = textOf(...requestRecords('req_a')).replace(/^/gm, 'shop-1  | ')
    const { out } = await tailInput(docker)
    expect(out).toContain('Lambda success  req_a')
  })

  it('loses nothing to lines that are empty, huge, torn or no text', async () => {
    const lines = [
      '\n\n\r\n',
      `${'{'.repeat(300_000)}\n`,
      `${JSON.stringify({ ...requestRecords('req_b')[0], metadata: { text: 'x'.repeat(1_000_000) } })}\n`,
      Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28, 0x0a]),
      `${JSON.stringify(requestRecords('req_c')[0]).slice(0, 50)}\n`,
      textOf(...requestRecords('req_a')).trimEnd(),
    ]
    const { code, out, err } = await tailInput(
      Buffer.concat(lines.map((line) => Buffer.from(line))),
    )
    expect([code, out]).toEqual([0, expect.stringContaining('Lambda success  req_a')])
    expect(err).toContain('2 requests, 0 failed, 1 not ended\n')
  })

  it('writes no control characters of a log', async () => {
    const hostile = '\u001b[2J\u0007\u202e\r'
    const own = { action: hostile, userId: hostile, metadata: { [hostile]: hostile } }
    const records = [
      ...requestRecords(hostile, own),
      record(1, { traceId: hostile, phase: 'log', spanId: 'x', message: hostile }),
    ]
    for (const flags of [[], ['--json']]) {
      const { out, err } = await tailInput(textOf(...records), ...flags)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(out).not.toBe('')
    }
  })

  it('fits its summary to a narrow terminal', async () => {
    const action = 'GET /an/action/of/many/words/{id}'
    const input = () => Readable.from([Buffer.from(textOf(...requestRecords('req_a', { action })))])
    const { err } = await startTail(['--file', '-'], {
      input,
      isTTY: true,
      columns: 40,
      env: { NO_COLOR: '1' },
    }).ended
    const table = err.split('\n').slice(4, -1)
    expect(table.join('\n')).toContain('p95 ms')
    for (const line of table) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('serves the page of hoptrace dev with --ui', async () => {
    const folder = projectFolder({})
    const file = path.join(folder, 'app.log')
    writeFileSync(file, textOf(...requestRecords('req_a')))
    const tail = startHoptrace(folder, 'tail', '--ui', '--file', file)
    await tail.has(/Requests are on http:\S+\n/)
    await tail.has('req_a')
    const url = new URL(/http:\S+/.exec(tail.output())?.[0] ?? '')
    const token = new URLSearchParams(url.hash.slice(1)).get('token')
    const trace = await fetch(new URL(`/api/trace?id=req_a&token=${token}`, url))
    expect(await trace.text()).toContain('Lambda success')
    tail.child.kill('SIGINT')
    expect(await tail.ended).toBe(0)
  })

  it('says in one line that the port of its page is taken', async () => {
    const folder = projectFolder({ 'app.log': textOf(...requestRecords('req_a')) })
    const first = startHoptrace(folder, 'tail', '--ui', '--file', 'app.log')
    await first.has(/Requests are on http:\S+\n/)
    const [, port = ''] = /127\.0\.0\.1:(\d+)/.exec(first.output()) ?? []
    const second = startHoptrace(folder, 'tail', '--ui', '--port', port, '--file', 'app.log')
    expect(await second.ended).toBe(3)
    expect(second.output()).toBe(`Port ${port} is taken. Without --port, a free one is used\n`)
  })

  it('ends with its summary at Ctrl-C, also on a terminal and if its input is still open', async () => {
    const folder = projectFolder({ 'app.log': textOf(...requestRecords('req_a')) })
    const piped = startHoptrace(folder, 'tail', '--file', '-')
    piped.child.stdin?.write(readFileSync(path.join(folder, 'app.log')))
    await piped.has('req_a')
    piped.child.kill('SIGINT')
    expect(await piped.ended).toBe(0)
    const onTerminal = startOnTerminal(folder, 'tail', '--file', 'app.log')
    await onTerminal.has('req_a')
    onTerminal.child.stdin?.write('\u0003')
    expect(await onTerminal.ended).toBe(0)
    for (const tail of [piped, onTerminal]) expect(tail.output()).toContain('1 request, 0 failed')
  })

  it.each([
    [[], /^Pass --log-group, --all-of or --file\n/],
    [['--file', 'a', '--port', '4000'], /^--port needs --ui\n/],
    [['--file', 'a', '--ui', '--port', '0'], /^--port takes a number from 1 to 65535, not '0'\n/],
    [['--file', 'a', '--ui', '--editor', 'vi'], /^--editor takes vscode, /],
    [['--file', 'a', '--log-group', 'b'], /^Pass either --file or log groups\n/],
    [['--file', 'a', '--slow', 'long'], /^--slow takes 500ms, 2s or 1d, not 'long'\n/],
    [['--all-of', ''], /^--all-of takes a part of the names of log groups, not ''\n/],
    [['--file', 'a', 'b'], /^Unexpected argument 'b'\n/],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await startTail(args).ended
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})
