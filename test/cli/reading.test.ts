import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openFiles } from '../../src/cli/log-files.ts'
import { removeSpool } from '../../src/cli/spool.ts'
import { hoptrace } from './hoptrace.ts'
import { logFile } from './log-file.ts'
import { failedTrace, record, traceId } from './sample-trace.ts'

const TEXT = failedTrace.map((line) => `${JSON.stringify(line)}\n`).join('')
const HALF = TEXT.indexOf('\n', TEXT.length / 2) + 1

/** Writes a file beside others of the same test. */
function fileWith(content: string | Uint8Array, name = 'log.ndjson'): string {
  const file = path.join(path.dirname(logFile()), name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const trace = async (...args: string[]) => {
  const { code, out, err } = await hoptrace(['trace', traceId, '--json', ...args])
  return { code, err, steps: stepsIn(out) }
}

function stepsIn(out: string): number {
  return out === '' ? 0 : (out.match(/"result": "(?:success|error)"/g) ?? []).length
}

const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

describe('a file is read', () => {
  it.each<[string, string | Uint8Array]>([
    ['as it is', TEXT],
    ['with CRLF', TEXT.replaceAll('\n', '\r\n')],
    ['without a newline at its end', TEXT.trimEnd()],
    ['with a byte order mark', `\ufeff${TEXT}`],
    ['in UTF-16, as PowerShell writes it', utf16(TEXT, 'le')],
    ['in big-endian UTF-16', utf16(TEXT, 'be')],
    ['in UTF-16 without a byte order mark', utf16(TEXT, 'le').subarray(2)],
    ['in big-endian UTF-16 without a mark', utf16(TEXT, 'be').subarray(2)],
    ['compressed', gzipSync(TEXT)],
    [
      'compressed in two members',
      Buffer.concat([gzipSync(TEXT.slice(0, HALF)), gzipSync(TEXT.slice(HALF))]),
    ],
    ['compressed from UTF-16', gzipSync(utf16(TEXT, 'le'))],
    ['as Zstandard', zstdCompressSync(TEXT)],
    [
      'as Zstandard in two frames',
      Buffer.concat([zstdCompressSync(TEXT.slice(0, HALF)), zstdCompressSync(TEXT.slice(HALF))]),
    ],
    [
      'as Zstandard with frames to skip, as of pzstd',
      Buffer.concat([Buffer.from('502a4d180400000001020304', 'hex'), zstdCompressSync(TEXT)]),
    ],
    [
      'with records over several lines',
      failedTrace.map((line) => JSON.stringify(line, undefined, 2)).join('\n'),
    ],
  ])('%s', async (_how, content) => {
    const plain = await trace('--file', fileWith(TEXT))
    expect(plain.steps).toBeGreaterThan(5)
    expect(await trace('--file', fileWith(content))).toEqual(plain)
  })

  it('if it is larger than what is read at once, with records across the bounds', async () => {
    const filler = `${JSON.stringify(record(0, { traceId: 'other', spanId: '00000000000000ff', phase: 'log', metadata: { text: 'ä'.repeat(3000) } }))}\n`
    const lines = TEXT.split('\n').filter((line) => line !== '')
    const content = lines.map((line) => filler.repeat(150) + line).join('\n')
    expect(content.length).toBeGreaterThan(3_000_000)
    expect(await trace('--file', fileWith(content))).toEqual(await trace('--file', fileWith(TEXT)))
  })

  it('up to where it was cut', async () => {
    const file = fileWith(gzipSync(TEXT).subarray(0, -20), 'cut.gz')
    const { code, err, steps } = await trace('--file', file)
    expect(code).toBe(0)
    expect(steps).toBeGreaterThan(0)
    expect(err).toContain(`${file} is cut or broken: unexpected end of file\n`)
  })

  it.each<[string, Uint8Array, string | undefined]>([
    ['text', Buffer.from('not gzip'), 'ends with bytes that are not gzip: left out'],
    ['a broken member', gzipSync('x').fill(0x55, 2), 'ends with bytes that are not gzip: left out'],
    ['a cut member', gzipSync('x').subarray(0, 12), 'is cut or broken: unexpected end of file'],
    ['zeros', Buffer.alloc(100_000), undefined],
  ])('whole, if %s follows its compressed end', async (_what, garbage, problem) => {
    const file = fileWith(Buffer.concat([gzipSync(TEXT), garbage]), 'more.gz')
    const { code, err, steps } = await trace('--file', file)
    expect([code, steps]).toEqual([0, (await trace('--file', fileWith(TEXT))).steps])
    expect(err).toBe(problem === undefined ? '' : `${file} ${problem}\n`)
  })

  it('with all that the header of gzip may have', async () => {
    const plain = gzipSync(TEXT)
    const header = Buffer.from('1f8b081e000000000003', 'hex')
    const extra = Buffer.from('0400aabbccdd', 'hex')
    const texts = Buffer.from('records.ndjson\0a comment\0')
    const checksum = Buffer.from('0000', 'hex')
    const file = fileWith(Buffer.concat([header, extra, texts, checksum, plain.subarray(10)]))
    expect(await trace('--file', file)).toEqual(await trace('--file', fileWith(TEXT)))
  })

  it('and a wrong checksum of its compressed text is said', async () => {
    const bytes = gzipSync(TEXT)
    bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 8) ^ 1, bytes.length - 8)
    const file = fileWith(bytes, 'wrong.gz')
    const { err, steps } = await trace('--file', file)
    expect(steps).toBe((await trace('--file', fileWith(TEXT))).steps)
    expect(err).toBe(`${file} is cut or broken: incorrect data check\n`)
  })

  it('while it grows', async () => {
    const file = fileWith(TEXT)
    appendFileSync(file, TEXT.slice(0, 100))
    expect((await trace('--file', file)).steps).toBe((await trace('--file', fileWith(TEXT))).steps)
  })

  it('once, if two names lead to it', async () => {
    const file = fileWith(TEXT)
    const link = path.join(path.dirname(file), 'link.ndjson')
    symlinkSync(file, link)
    const { err } = await hoptrace(['trace', 'none', '--file', file, '--file', link])
    expect(err.match(/^ {2}.*: 7 lines/gm)).toHaveLength(1)
    expect(await trace('--file', file, '--file', link)).toEqual(await trace('--file', file))
  })
})

describe('files are read', () => {
  const [first, second] = [TEXT.slice(0, HALF), TEXT.slice(HALF)]

  it.each([
    ['in a folder, of a rotated log', (folder: string) => ['--file', folder]],
    ['that a glob matches', (folder: string) => ['--file', `${folder}/**/*.log*`]],
    [
      'that a shell made of a glob',
      (folder: string) => ['--file', `${folder}/app.log`, `${folder}/app.log.1.gz`],
    ],
  ])('%s', async (_which, argsFor) => {
    const file = fileWith(first, 'logs/app.log')
    const folder = path.dirname(file)
    writeFileSync(path.join(folder, 'app.log.1.gz'), gzipSync(second))
    expect(await trace(...argsFor(folder))).toEqual(await trace('--file', fileWith(TEXT)))
  })

  it('from standard input', async () => {
    const input = (): AsyncIterable<Uint8Array> => chunks(Buffer.from(first), Buffer.from(second))
    const { out } = await hoptrace(['trace', traceId, '--json', '--file', '-'], { input })
    expect(stepsIn(out)).toBe((await trace('--file', fileWith(TEXT))).steps)
  })
})

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

describe('a pipe is read', () => {
  const MAIN = path.resolve('dist/cli/main.js')

  it('by its name, as of a process substitution', () => {
    const file = fileWith(TEXT)
    const command = `"${process.execPath}" "${MAIN}" trace ${traceId} --json --file <(cat "${file}")`
    const { status, stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stepsIn(stdout)).toBeGreaterThan(5)
  })

  it('as standard input, with queries too', async () => {
    const args = [MAIN, 'query', 'trace-job', '--param', 'jobId=job_1', '--file', '-', '--csv']
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(gzipSync(TEXT))
    const out = Buffer.concat(await child.stdout.toArray()).toString()
    expect(out.split('\n').length).toBeGreaterThan(4)
  })
})

describe('a pipe that doesn’t end', () => {
  const pipe = (): string => {
    const file = path.join(path.dirname(logFile()), 'pipe')
    spawnSync('bash', ['-c', `mkfifo "${file}"`])
    return file
  }
  /** Starts to read it, and calls a function when the command says that it does. */
  const interrupted = async (file: string, onNote: () => void, onEnd: () => void) => {
    const interruption = new AbortController()
    const onError = (text: string): void => {
      if (!text.startsWith(`Reading ${file} to the end; Ctrl-C stops`)) return
      onNote()
      interruption.abort()
    }
    const ran = await hoptrace(['trace', traceId, '--file', file], {
      interrupted: interruption.signal,
      onError,
    })
    onEnd()
    return ran
  }

  it('says so, and Ctrl-C stops before anybody has opened it', async () => {
    const { code, err } = await interrupted(
      pipe(),
      () => undefined,
      () => undefined,
    )
    expect([code, err]).toEqual([3, 'Stopped.\n'])
  })

  it('says so, and Ctrl-C stops while nobody writes', async () => {
    const file = pipe()
    const writer = spawn('bash', ['-c', `exec 3> "${file}"; echo open; read -r`])
    const isOver = once(writer, 'exit')
    const { code, err } = await interrupted(
      file,
      () => undefined,
      () => writer.stdin.end(),
    )
    expect([code, err]).toEqual([3, 'Stopped.\n'])
    await isOver
  })

  it('is read up to a size', async () => {
    const file = pipe()
    const writer = spawn('bash', ['-c', `yes '{"a":1}' > "${file}"`])
    const isOver = once(writer, 'exit')
    const reports: string[] = []
    const io = {
      env: {},
      out: { write: () => true },
      err: { write: (text: string) => reports.push(text) },
      now: () => 0,
      interrupted: new AbortController().signal,
    }
    onTestFinished(() => removeSpool(io))
    const [source] = await openFiles([file], io, 100_000)
    let size = 0
    for await (const chunk of source?.read() ?? []) size += chunk.length
    expect(size).toBe(100_000)
    expect(reports).toContain(`Only the first 100000 bytes of ${file} are read\n`)
    await isOver
  })
})

describe('a query reads', () => {
  it.each<[string, string | Uint8Array]>([
    ['a compressed file', gzipSync(TEXT)],
    ['UTF-16', utf16(TEXT, 'le')],
    [
      'filter-log-events',
      JSON.stringify({
        events: failedTrace.map((one) => ({ timestamp: 1, message: JSON.stringify(one) })),
      }),
    ],
    ['a list', `[${failedTrace.map((line) => JSON.stringify(line)).join(',\n')}]`],
    [
      'Lambda’s JSON format',
      failedTrace
        .map((one) => {
          const message = JSON.stringify(one)
          return JSON.stringify({ timestamp: '', level: 'INFO', requestId: 'r', message })
        })
        .join('\n'),
    ],
    [
      'records over several lines',
      failedTrace.map((line) => JSON.stringify(line, undefined, 2)).join('\n'),
    ],
  ])('%s', async (_what, content) => {
    const args = ['query', 'service-calls', '--json', '--file']
    const { out } = await hoptrace([...args, fileWith(content)])
    expect(JSON.parse(out).rows).toHaveLength(2)
    expect(out).toBe((await hoptrace([...args, fileWith(TEXT)])).out)
  })
})

describe('a line without a time takes that of its neighbour', () => {
  const ID = '8f0f6f0e-0000-4000-8000-000000000001'
  const at = (minute: number): string => `2026-11-22T14:${minute}:00.000Z`
  const inLambda = [
    `START RequestId: ${ID} Version: $LATEST`,
    `${at(30)}\t${ID}\tINFO\tstored`,
    `END RequestId: ${ID}`,
    `REPORT RequestId: ${ID}\tDuration: 12.5 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB`,
    JSON.stringify({ timestamp: at(50), message: 'next' }),
    `REPORT RequestId: ${ID}\tDuration: 2.5 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB`,
  ].map((line) => `${line}\n`)
  const events = inLambda.map((message, index) => ({
    timestamp: Date.parse(at(30 + index)),
    message,
  }))

  it.each<[string, string | Uint8Array, string[]]>([
    ['in a file', inLambda.join(''), ['14:30', '14:30', '14:30', '14:50', '14:50']],
    [
      'with CRLF',
      inLambda.join('').replaceAll('\n', '\r\n'),
      ['14:30', '14:30', '14:30', '14:50', '14:50'],
    ],
    [
      'in a compressed file',
      gzipSync(inLambda.join('')),
      ['14:30', '14:30', '14:30', '14:50', '14:50'],
    ],
    [
      'or that of its event',
      JSON.stringify({ events }),
      ['14:30', '14:32', '14:33', '14:50', '14:35'],
    ],
  ])('%s', async (_where, content, times) => {
    const query = async (ql: string, ...args: string[]) => {
      const { out } = await hoptrace([
        'query',
        '--ql',
        ql,
        '--json',
        '--file',
        fileWith(content),
        ...args,
      ])
      return JSON.parse(out).rows
    }
    const [start = '', end = '', report = '', , lastReport = ''] = times
    const minute = (time: string): string => `2026-11-22 ${time}:00.000`
    expect(
      await query('filter @type = "REPORT" | stats count(*) as n by bin(1m) as t | sort t'),
    ).toEqual([
      { t: minute(report), n: 1 },
      { t: minute(lastReport), n: 1 },
    ])
    const lines = await query('filter @message like /^(START|END)/ | fields @timestamp, @message')
    expect(lines).toHaveLength(2)
    expect(lines).toEqual(
      expect.arrayContaining([
        { '@timestamp': minute(start), '@message': inLambda[0]?.trim() },
        { '@timestamp': minute(end), '@message': inLambda[2]?.trim() },
      ]),
    )
    const [from] = await query("SOURCE 'log' | stats count(*) as n by @log")
    expect(from['@log']).toMatch(/log\.ndjson$/)
    const late = await query('filter @type = "REPORT" | stats count(*) as n', '--since', at(34))
    expect(late).toEqual([{ n: 1 }])
  })
})

it('a file that does not exist is reported', async () => {
  const { code, err } = await hoptrace(['trace', traceId, '--file', 'no/such/*.log'])
  expect([code, err]).toEqual([3, 'There is no file no/such/*.log\n'])
})

it('a link to itself is no file, also beside others in a folder', async () => {
  const file = fileWith(TEXT)
  const link = path.join(path.dirname(file), 'loop.log')
  symlinkSync(link, link)
  expect(await trace('--file', path.dirname(file))).toMatchObject({ code: 0, err: '' })
  expect(await trace('--file', link)).toMatchObject({ code: 3, err: `There is no file ${link}\n` })
})

it('hoptrace trace needs no DuckDB', () => {
  const main = path.resolve('dist/cli/main.js')
  const hooks = `import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) {
  if (name.startsWith('@duckdb')) throw new Error('not installed')
  return next(name, context)
} })`
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, main, ...args],
      { encoding: 'utf8' },
    )
  const file = fileWith(TEXT)
  expect(run('query', 'cache', '--file', file).stderr).toContain('Queries over files need DuckDB')
  const { status, stdout } = run('trace', traceId, '--file', file)
  expect([status, stdout.split('\n')[0]]).toEqual([0, traceId])
})

it('a file that can’t be read is named', async () => {
  const socket = fileWith('', 'a.sock')
  rmSync(socket)
  const server = createServer().listen(socket)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { code, err } = await hoptrace(['trace', traceId, '--file', socket])
  expect(code).toBe(3)
  expect(err).toMatch(new RegExp(`^${socket} can't be read: [^\\n]+\\n$`))
})
