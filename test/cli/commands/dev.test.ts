import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { hoptrace } from '../hoptrace.ts'
import {
  EVENTUALLY,
  MAIN,
  runHoptrace,
  startHoptrace,
  startOnTerminal,
} from '../live/dev-process.ts'
import { logFile } from '../log-file.ts'
import { makePipe } from '../named-pipe.ts'
import { projectFolder } from '../project/project-folder.ts'
import { failedTrace } from '../sample-trace.ts'

/** Two requests: the second one calls the first one's route, in another process. */
const APP = `
import { withNodeTracing } from '${path.join(ROOT, 'dist/node/index.js')}'
import { currentTrace } from '${path.join(ROOT, 'dist/index.js')}'
import { createServer } from 'node:http'
const server = createServer(withNodeTracing(async (request, response) => {
  const trace = currentTrace()
  await trace.hop('price', async () => undefined)
  if (request.url === '/outer') await trace.fetch('http://127.0.0.1:' + server.address().port + '/inner')
  response.end('done')
}, { service: 'shop' }))
server.listen(0, async () => {
  await (await fetch('http://127.0.0.1:' + server.address().port + '/outer')).text()
  console.log('the app: ' + process.env.HOPTRACE_FORMAT)
  server.close()
  server.closeAllConnections()
  process.exitCode = 7
})
`

describe('hoptrace dev with a command', () => {
  it('prints each request as one tree over all services, beside the output of the command', () => {
    const folder = projectFolder({ 'app.mjs': APP })
    const { stdout, status } = runHoptrace(folder, 'dev', '--', 'node', 'app.mjs')
    expect(status).toBe(7)
    const lines = stdout.split('\n').map((line) => line.replace(/^\[.*?\] /, ''))
    expect(lines).toContain('the app: none')
    const steps = lines.filter((line) => /^(INFO|WARN|ERROR)/.test(line))
    expect(steps.map((line) => line.slice(6).match(/^ *[\w -]+?(?= {2})/)?.[0])).toEqual([
      'Request start',
      '  Hop - price',
      expect.stringMatching(/^ {2}Service call/),
      '    Request start',
      '      Hop - price',
      '    Request complete',
      'Request complete',
    ])
  })

  it('prints nothing of its own with --quiet', () => {
    const folder = projectFolder({ 'app.mjs': APP })
    const { stdout } = runHoptrace(folder, 'dev', '--quiet', '--', 'node', 'app.mjs')
    expect(stdout).toBe('the app: none\n')
  })

  it('keeps its records in a folder that git ignores, readable for their owner alone', () => {
    const folder = projectFolder({ 'app.mjs': APP })
    runHoptrace(folder, 'dev', '--quiet', '--', 'node', 'app.mjs')
    expect(readFileSync(path.join(folder, '.hoptrace/.gitignore'), 'utf8')).toBe('*\n')
    const left = readdirSync(path.join(folder, '.hoptrace')).filter((name) => name !== '.gitignore')
    expect(left).toEqual([expect.stringMatching(/^dev-\d+\.ndjson$/)])
    const file = path.join(folder, '.hoptrace', left[0] ?? '')
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(7)
    runHoptrace(folder, 'dev', '--', 'node', '--version')
    expect(existsSync(file)).toBe(false)
  })

  it('says that the file which HOPTRACE_FILE names gets no records', () => {
    const folder = projectFolder({ 'app.mjs': APP })
    vi.stubEnv('HOPTRACE_FILE', 'mine.ndjson')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'dev', '--', 'node', 'app.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(status).toBe(7)
    expect(stderr).toMatch(/^mine\.ndjson gets no records: HOPTRACE_FILE is \S+\.ndjson\.$/m)
    expect(existsSync(path.join(folder, 'mine.ndjson'))).toBe(false)
  })

  it('passes arguments on that look like its own', () => {
    const { stdout, status } = runHoptrace(projectFolder({}), 'dev', '--', 'node', '--help')
    expect(status).toBe(0)
    expect(stdout).toContain('Usage: node')
  })

  it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'])(
    'ends by %s if the command does, and says so',
    (name) => {
      const { signal, stderr } = runHoptrace(
        projectFolder({ 'end.mjs': `process.kill(process.pid, '${name}')` }),
        ...['dev', '--', 'node', 'end.mjs'],
      )
      expect(signal).toBe(name)
      expect(stderr).toMatch(new RegExp(`^node ended with ${name}\\.$`, 'm'))
    },
  )

  it('shows the request that ran when the command was killed', () => {
    const folder = projectFolder({
      'end.mjs': `
        import { appendFileSync } from 'node:fs'
        appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(`${JSON.stringify(failedTrace[0])}\n`)})
        process.kill(process.pid, 'SIGKILL')`,
    })
    const { stdout } = runHoptrace(folder, 'dev', '--', 'node', 'end.mjs')
    expect(stdout).toContain('req_01a2033f-87ef-7634-8bba-e9bc8f6c8926')
  })

  it('goes on, and says so once, if the disk is full', () => {
    // A limit for the size of files acts as a full disk does.
    const folder = projectFolder({ 'app.mjs': APP })
    const limited = `ulimit -f 1 && exec "${process.execPath}" "${MAIN}" dev -- "${process.execPath}" app.mjs`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', limited], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(status).toBe(7)
    expect(stderr.split('\n').filter((line) => !line.startsWith('Requests are on'))).toEqual([
      expect.stringMatching(
        /^hoptrace: HOPTRACE_FILE got no record.*: EFBIG: file too large, write"$/,
      ),
      '',
    ])
    expect(stdout).toContain('the app: none')
  })

  it('passes SIGTERM on, and ends with what the command then ends with', async () => {
    const folder = projectFolder({
      'wait.mjs':
        "process.on('SIGTERM', () => process.exit(9)); console.log('ready'); setInterval(() => {}, 1e6)",
    })
    const dev = startHoptrace(folder, 'dev', '--', 'node', 'wait.mjs')
    await dev.has('ready')
    dev.child.kill('SIGTERM')
    expect(await dev.ended).toBe(9)
  })

  it("ends with the command's exit code if the reader of its output leaves, as head does", async () => {
    const lines = failedTrace.map((one) => `${JSON.stringify(one)}\n`).join('')
    const folder = projectFolder({
      'main.mjs': `
        import { appendFileSync } from 'node:fs'
        process.stdin.on('data', () => {
          appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(lines)})
          process.exit(5)
        })`,
    })
    const dev = startHoptrace(folder, 'dev', '--', 'node', 'main.mjs')
    await dev.has('Requests are on')
    for (const output of [dev.child.stdout, dev.child.stderr]) output?.destroy()
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(5)
  })

  it('leaves the terminal to the command: its prompts, Ctrl-C and its exit code', async () => {
    const folder = projectFolder({
      'ask.mjs': `
        import { createInterface } from 'node:readline'
        const ask = createInterface({ input: process.stdin, output: process.stdout })
        console.log('terminals: ' + process.stdin.isTTY + ' ' + process.stdout.isTTY)
        let count = 0
        ask.on('SIGINT', () => { count += 1; console.log('interrupted ' + count); if (count === 2) process.exit(5) })
        ask.question('Name? ', (name) => console.log('Hello ' + name))`,
    })
    const dev = startOnTerminal(folder, 'dev', '--', 'node', 'ask.mjs')
    await dev.has('terminals: true true')
    await dev.has(/Name\? /)
    dev.child.stdin?.write('Ada\r')
    await dev.has('Hello Ada')
    dev.child.stdin?.write('\u0003')
    await dev.has('interrupted 1')
    dev.child.stdin?.write('\u0003')
    expect(await dev.ended).toBe(5)
  })

  it('survives Ctrl-C that the command handles', async () => {
    const folder = projectFolder({
      'stay.mjs': `
        let count = 0
        process.on('SIGINT', () => { count += 1; console.log('interrupted ' + count); if (count === 2) process.exit(6) })
        console.log('ready')
        setInterval(() => {}, 1e6)`,
    })
    const dev = startOnTerminal(folder, 'dev', '--', 'node', 'stay.mjs')
    await dev.has('ready')
    dev.child.stdin?.write('\u0003')
    await dev.has('interrupted 1')
    dev.child.stdin?.write('\u0003')
    expect(await dev.ended).toBe(6)
  })

  it('runs other commands beside it, and stops them at its end', async () => {
    const folder = projectFolder({
      'other.mjs': "console.log('other: ' + process.pid); setInterval(() => {}, 1e6)",
      'main.mjs': "process.stdin.on('data', () => process.exit(3))",
    })
    const dev = startHoptrace(folder, 'dev', '--also', 'node other.mjs', '--', 'node', 'main.mjs')
    await dev.has(/other: \d+/)
    const pid = Number(/other: (\d+)/.exec(dev.output())?.[1])
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(3)
    await expect.poll(() => isRunning(pid), EVENTUALLY).toBe(false)
  })

  it('loses no request of processes that write at once', () => {
    const folder = projectFolder({
      'write.cjs': `
        const { appendFileSync } = require('fs')
        const [, , name] = process.argv
        for (let number = 0; number < 500; number += 1) {
          const one = { traceId: name + '-' + number, spanId: '000000000000000a', timestamp: new Date().toISOString(), level: 'info', service: 'shop', layer: 'lambda', action: 'a' }
          const long = 'x'.repeat(number % 50 === 0 ? 50_000 : 100)
          appendFileSync(process.env.HOPTRACE_FILE, JSON.stringify({ ...one, phase: 'start', message: 'Request start', long }) + '\\n')
          appendFileSync(process.env.HOPTRACE_FILE, JSON.stringify({ ...one, phase: 'complete', message: 'Request complete', duration: 1 }) + '\\n')
        }`,
      'main.cjs': `
        const { spawn } = require('child_process')
        for (const name of ['a', 'b', 'c']) spawn(process.execPath, ['write.cjs', name])`,
    })
    const { stdout } = runHoptrace(folder, 'dev', '--', 'node', 'main.cjs')
    const ended = [...stdout.matchAll(/Request complete {2}([abc]-\d+) /g)].map(([, id]) => id)
    expect(new Set(ended).size).toBe(1_500)
    expect(ended).toHaveLength(1_500)
  })

  it('kills a command beside it that outlives SIGTERM, and what that has started', async () => {
    const folder = projectFolder({
      'stubborn.mjs': `
        import { spawn } from 'node:child_process'
        process.on('SIGTERM', () => {})
        const inner = process.argv[2] ?? spawn('node', ['stubborn.mjs', 'inner'], { stdio: 'inherit' }).pid
        console.log(inner + ': ' + process.pid)
        setInterval(() => {}, 1e6)`,
      'main.mjs': "process.stdin.on('data', () => process.exit(3))",
    })
    const also = ['--also', 'node stubborn.mjs']
    const dev = startHoptrace(folder, 'dev', ...also, '--', 'node', 'main.mjs')
    await dev.has(/inner: \d+/)
    const pids = [...dev.output().matchAll(/^\w+: (\d+)$/gm)].map(([, pid]) => Number(pid))
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(3)
    expect(dev.output()).toContain('node stubborn.mjs is killed: it still runs 5 s after SIGTERM.')
    await expect.poll(() => pids.map(isRunning), EVENTUALLY).toEqual([false, false])
  })

  it('stops what a command beside it has left in the background', async () => {
    const folder = projectFolder({
      'other.mjs': "console.log('other: ' + process.pid); setInterval(() => {}, 1e6)",
      'main.mjs': "process.stdin.on('data', () => process.exit(3))",
    })
    const also = ['--also', 'node other.mjs & exit 4']
    const dev = startHoptrace(folder, 'dev', ...also, '--', 'node', 'main.mjs')
    await dev.has(/other: \d+/)
    await dev.has('ended with code 4.')
    const pid = Number(/other: (\d+)/.exec(dev.output())?.[1])
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(3)
    await expect.poll(() => isRunning(pid), EVENTUALLY).toBe(false)
  })

  it('shows what a command beside it writes while it is stopped', async () => {
    const lines = failedTrace.map((one) => `${JSON.stringify(one)}\n`).join('')
    const folder = projectFolder({
      'other.mjs': `
        import { appendFileSync } from 'node:fs'
        process.on('SIGTERM', () => {
          appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(lines)})
          process.exit()
        })
        console.log('other is ready')
        setInterval(() => {}, 1e6)`,
      'main.mjs': "process.stdin.on('data', () => process.exit(3))",
    })
    const dev = startHoptrace(folder, 'dev', '--also', 'node other.mjs', '--', 'node', 'main.mjs')
    await dev.has('other is ready')
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(3)
    expect(dev.output()).toContain('ModelErrorException')
  })

  it('says when a command beside it has ended', async () => {
    const folder = projectFolder({ 'main.mjs': "process.stdin.on('data', () => process.exit(0))" })
    const dev = startHoptrace(folder, 'dev', '--also', 'exit 4', '--', 'node', 'main.mjs')
    await dev.has('exit 4 ended with code 4.')
    dev.child.stdin?.write('end\n')
    expect(await dev.ended).toBe(0)
  })

  it("goes on, and ends with the command's exit code, if others can't find it", () => {
    const folder = projectFolder({ 'app.mjs': APP, '.hoptrace/.gitignore': '*' })
    const limited = `ulimit -f 0 && exec "${process.execPath}" "${MAIN}" dev -- "${process.execPath}" app.mjs`
    const { status, stderr } = spawnSync('sh', ['-c', limited], { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(7)
    expect(stderr).toMatch(/^\.hoptrace can't be written: EFBIG.*$/m)
  })

  it('opens the page with --open', () => {
    const opener = process.platform === 'darwin' ? 'bin/open' : 'bin/xdg-open'
    const folder = projectFolder({
      [opener]: '#!/bin/sh\nprintf %s "$1" > opened.tmp && mv opened.tmp opened\n',
      'wait.mjs': `
        import { existsSync } from 'node:fs'
        setInterval(() => existsSync('opened') && process.exit(), 10)`,
    })
    chmodSync(path.join(folder, opener), 0o755)
    const { stderr } = runHoptrace(folder, 'dev', '--open', '--', 'node', 'wait.mjs')
    const opened = readFileSync(path.join(folder, 'opened'), 'utf8')
    expect(stderr).toBe(`Requests are on ${opened}\n`)
  })

  it('says in one line that a command was not found', () => {
    const { stderr, status } = runHoptrace(projectFolder({}), 'dev', '--', 'nxet', 'dev')
    expect(stderr).toMatch(/^nxet can't be run: The command was not found\.$/m)
    expect(status).toBe(127)
  })

  it('says in one line that its folder can’t be written', () => {
    const folder = projectFolder({ '.hoptrace': 'a file' })
    const { stderr, status } = runHoptrace(folder, 'dev', '--', 'node', '--version')
    expect(stderr).toMatch(/^\.hoptrace can't be written: EEXIST.*\n$/)
    expect(status).toBe(3)
  })

  it('says that its file was replaced by a folder, which the next one leaves there', () => {
    const folder = projectFolder({
      'app.mjs': `
        import { mkdirSync, rmSync } from 'node:fs'
        rmSync(process.env.HOPTRACE_FILE)
        mkdirSync(process.env.HOPTRACE_FILE)`,
    })
    const first = runHoptrace(folder, 'dev', '--', 'node', 'app.mjs')
    expect(first.stderr).toMatch(/^\S+\.ndjson can't be read: it is a folder$/m)
    const second = runHoptrace(folder, 'dev', '--', 'node', '--version')
    expect([second.status, second.stderr]).toEqual([0, expect.stringMatching(/^Requests .*\n$/)])
  })

  it.each([
    ['sst', 'dev', /^sst dev hides HOPTRACE_FILE from functions/m],
    ['sam', 'local start-api', /^Containers hide their records/m],
    ['docker', 'compose up', /^Containers hide their records/m],
  ])('says what the functions of %s %s need', (program, words, advice) => {
    const folder = projectFolder({ [`bin/${program}`]: '#!/bin/sh\n' })
    chmodSync(path.join(folder, `bin/${program}`), 0o755)
    const { stderr } = runHoptrace(folder, 'dev', '--', program, ...words.split(' '))
    expect(stderr).toMatch(advice)
  })

  it('says nothing to an sst.config.ts that passes its file on', () => {
    const folder = projectFolder({
      'sst.config.ts': 'environment: { HOPTRACE_FILE: process.env.HOPTRACE_FILE }',
      'bin/sst': '#!/bin/sh\n',
    })
    chmodSync(path.join(folder, 'bin/sst'), 0o755)
    const { stderr } = runHoptrace(folder, 'dev', '--', 'sst', 'dev')
    expect(stderr).toMatch(/^Requests are on \S+\n$/)
  })

  it.each(['app', 'app/src'])('finds the programs of node_modules: in %s', (name) => {
    const folder = projectFolder({
      'app/src/a.txt': '',
      'app/node_modules/.bin/shop-app': '#!/bin/sh\necho started\n',
    })
    chmodSync(path.join(folder, 'app/node_modules/.bin/shop-app'), 0o755)
    const also = ['--also', 'shop-app']
    const ran = runHoptrace(path.join(folder, name), 'dev', ...also, '--', 'shop-app')
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^started$/m)])
  })

  it.each([
    'cd backend && true serverless offline',
    'cd "./other/../backend" && true sls offline start',
    'true serverless offline --config backend/serverless.yml',
    'cd other && true serverless offline -c=../backend/serverless.yml',
    'npm --prefix backend run --help offline',
  ])('reads the configuration of a service in another folder: %s', (command) => {
    const folder = projectFolder({
      'backend/serverless.yml': 'plugins: [hoptrace/serverless]\n',
      'backend/package.json': { scripts: { offline: 'serverless offline' } },
      'other/serverless.yml': 'service: other\n',
    })
    const advice = (): string => runHoptrace(folder, 'dev', '--also', command, '--', 'true').stderr
    expect(advice()).not.toContain('hides')
    writeFileSync(path.join(folder, 'backend/serverless.yml'), 'service: shop\n')
    expect(advice()).toContain('serverless-offline hides HOPTRACE_FILE')
  })

  it('says what turbo and serverless-offline need to pass its variables on', () => {
    const folder = projectFolder({
      'turbo.json': { tasks: {} },
      'package.json': { scripts: { dev: 'turbo run dev' } },
      'serverless.yml': 'service: shop\n',
    })
    const advice = (): string => {
      const also = ['--also', 'true sls offline']
      return runHoptrace(folder, 'dev', ...also, '--', 'npm', 'run', '--help', 'dev').stderr
    }
    expect(advice()).toContain('serverless-offline hides HOPTRACE_FILE')
    const { stderr } = runHoptrace(folder, 'dev', '--', 'true', '/bin/turbo', 'dev')
    expect(stderr).toContain('add "globalPassThroughEnv": ["HOPTRACE_*"] to turbo.json.')
    writeFileSync(path.join(folder, 'turbo.json'), '{"globalPassThroughEnv": ["HOPTRACE_*"]}')
    writeFileSync(path.join(folder, 'serverless.yml'), 'plugins: [hoptrace/serverless]\n')
    expect(advice()).not.toContain('hides')
  })
})

describe('hoptrace dev --ci', () => {
  const writing = (code: number): string => {
    const lines = failedTrace.map((one) => `${JSON.stringify(one)}\n`).join('')
    const fine = JSON.stringify({ ...failedTrace[0], traceId: 'fine', phase: 'log' })
    return `require('fs').appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(`${lines}${fine}\n`)})
      console.log('1 test')
      process.exitCode = ${code}`
  }

  it('prints and writes the failed requests of a command that fails', () => {
    const folder = projectFolder({ 'test.cjs': writing(4) })
    const { status, stdout, stderr } = runHoptrace(folder, 'dev', '--ci', '--', 'node', 'test.cjs')
    expect(status).toBe(4)
    expect(stdout).toMatch(/^1 test\n\nreq_01a2033f/)
    expect(stdout).toContain('Failed at service:bedrock:invoke in bg-remover (lambda)')
    expect(stdout).not.toContain('fine')
    expect(stderr).toBe('1 failed request of 2\n\nhoptrace-ci.html has 1 request.\n')
    const html = readFileSync(path.join(folder, 'hoptrace-ci.html'), 'utf8')
    expect(html).toContain('The model refused the picture')
  })

  it('leads to no log groups: the requests are of this machine', () => {
    const folder = projectFolder({ 'test.cjs': writing(4) })
    const { stdout } = runHoptrace(folder, 'dev', '--ci', '--', 'node', 'test.cjs')
    expect(stdout).not.toContain('Look next')
    expect(stdout).not.toContain('/aws/lambda')
  })

  it('prints the requests of expectations that failed, and no others', () => {
    const folder = projectFolder({
      'test.mjs': `
        import { createTraceContext, logHop, logRequest, logResponse } from '${path.join(ROOT, 'dist/next/index.js')}'
        import { captureTrace, expectTrace } from '${path.join(ROOT, 'dist/testing/index.js')}'
        const request = (action) => captureTrace(() => {
          const trace = createTraceContext({ action, service: 'shop' })
          logRequest(trace)
          logHop(trace, 'price', 'success')
          logResponse(trace, { statusCode: 200 })
        })
        await request('orders:list')
        const { records } = await request('orders:place')
        expectTrace(records).toHaveHop('price', 'success')
        expectTrace(records).toHaveHop('rate-limit', 'pass')`,
    })
    const { status, stdout, stderr } = runHoptrace(
      folder,
      ...['dev', '--ci', '--', 'node', 'test.mjs'],
    )
    expect(status).toBe(1)
    expect(stderr).toContain('\n1 failed request of 2\n')
    expect(stdout).toContain('expected the trace to have the hop rate-limit pass')
    expect(stdout).toContain('orders:place')
    expect(stdout).not.toContain('orders:list')
  })

  it('prints the last requests if none failed', () => {
    const folder = projectFolder({
      'test.cjs': `
        const { appendFileSync } = require('fs')
        for (let number = 1; number <= 7; number += 1) {
          const one = { ...${JSON.stringify(failedTrace[0])}, traceId: 'fine-' + number, phase: 'complete' }
          appendFileSync(process.env.HOPTRACE_FILE, JSON.stringify(one) + '\\n')
        }
        process.exitCode = 1`,
    })
    const { stdout, stderr } = runHoptrace(folder, 'dev', '--ci', '--', 'node', 'test.cjs')
    expect(stderr).toBe(
      'None of 7 requests failed. The last 5:\n\nhoptrace-ci.html has 5 requests.\n',
    )
    expect(stdout.match(/fine-\d/g)).toEqual([3, 4, 5, 6, 7].map((number) => `fine-${number}`))
  })

  it('says that a command made no request', () => {
    const { stderr } = runHoptrace(projectFolder({}), 'dev', '--ci', '--', 'false')
    expect(stderr).toBe('The command failed, and made no request\n')
  })

  it("ends with the command's exit code if its file can't be written", () => {
    const folder = projectFolder({ 'test.cjs': writing(4), 'hoptrace-ci.html/one.txt': '' })
    const { status, stderr } = runHoptrace(folder, 'dev', '--ci', '--', 'node', 'test.cjs')
    expect(status).toBe(4)
    expect(stderr).toMatch(/^hoptrace-ci\.html can't be written: EISDIR.*$/m)
  })

  it('says nothing of a command that succeeds', () => {
    const folder = projectFolder({ 'test.cjs': writing(0) })
    const { status, stdout, stderr } = runHoptrace(folder, 'dev', '--ci', '--', 'node', 'test.cjs')
    expect([status, stdout, stderr]).toEqual([0, '1 test\n', ''])
    expect(existsSync(path.join(folder, 'hoptrace-ci.html'))).toBe(false)
  })
})

describe('hoptrace dev without a command', () => {
  it('shows the requests of a file as it grows, until Ctrl-C', async () => {
    const file = logFile(...failedTrace.slice(0, 2))
    const stop = new AbortController()
    let out = ''
    const running = hoptrace(['dev', '--file', file], {
      interrupted: stop.signal,
      onOutput: (text) => {
        out += text
      },
    })
    const rest = failedTrace.slice(2).map((one) => `${JSON.stringify(one)}\n`)
    writeFileSync(file, rest.join(''), { flag: 'a' })
    await expect.poll(() => out, EVENTUALLY).toContain('ModelErrorException')
    stop.abort()
    expect((await running).code).toBe(0)
  })

  it('shows the requests of standard input, also those that Docker prints', async () => {
    const lines = failedTrace.map((one) => `shop-1  | ${JSON.stringify(one)}\n`)
    const { out, code } = await hoptrace(['dev', '--file', '-'], {
      input: async function* () {
        yield Buffer.from(lines.join(''))
      },
    })
    expect(code).toBe(0)
    expect(out).toContain('ModelErrorException: The model refused the picture')
  })

  it('says once that records inside of other lines are left out', async () => {
    const lines = failedTrace.map((one) => `the user wrote ${JSON.stringify(one)}\n`)
    const { out, err } = await hoptrace(['dev', '--file', '-'], {
      input: async function* () {
        yield Buffer.from(lines.join(''))
      },
    })
    expect(out).toBe('')
    expect(err.match(/are left out: anybody can print them/g)).toHaveLength(1)
  })

  it('follows the dev that runs in its folder', async () => {
    const folder = projectFolder({
      'main.mjs': `
        import { appendFileSync } from 'node:fs'
        process.stdin.on('data', (data) => appendFileSync(process.env.HOPTRACE_FILE, data))`,
    })
    const first = startHoptrace(folder, 'dev', '--quiet', '--', 'node', 'main.mjs')
    await expect.poll(() => readdirSync(folder).includes('.hoptrace'), EVENTUALLY).toBe(true)
    await expect
      .poll(() => readdirSync(path.join(folder, '.hoptrace')).join(), EVENTUALLY)
      .toMatch(/dev-\d+\.json,/)
    const second = startHoptrace(folder, 'dev')
    first.child.stdin?.write(failedTrace.map((one) => `${JSON.stringify(one)}\n`).join(''))
    await second.has('ModelErrorException')
  })

  it.each([
    [['dev'], 'Pass a command, --file, or start another hoptrace dev'],
    [['dev', 'next', 'dev'], 'A command stands after --: hoptrace dev -- next dev'],
    [['dev', '--also', 'x'], '--also needs a command after --'],
    [['dev', '--', ''], 'A command is empty'],
    [['dev', '--also', ' ', '--', 'true'], 'A command is empty'],
    [['dev', '--ci'], '--ci needs a command after --'],
    [
      ['dev', '--port', '70000', '--', 'true'],
      "--port takes a number from 1 to 65535, not '70000'",
    ],
    [['dev', '--editor', 'vi', '--', 'true'], '--editor takes vscode, cursor'],
    [['dev', '--file', 'a', '--', 'b'], 'Pass either --file or a command'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await hoptrace(args)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })

  it('shows the requests of a named pipe until it is closed', async () => {
    const folder = projectFolder({})
    const pipe = path.join(folder, 'records.pipe')
    makePipe(pipe)
    const running = hoptrace(['dev', '--file', pipe])
    await writeFile(pipe, failedTrace.map((one) => `${JSON.stringify(one)}\n`).join(''))
    const { code, out } = await running
    expect(code).toBe(0)
    expect(out).toContain('ModelErrorException')
  })

  it('ends by Ctrl-C while it waits for the writer of a named pipe', async () => {
    const folder = projectFolder({})
    makePipe(path.join(folder, 'records.pipe'))
    const dev = startHoptrace(folder, 'dev', '--file', 'records.pipe')
    await dev.has('Requests are on')
    dev.child.kill('SIGINT')
    expect(await dev.ended).toBe(0)
  })

  it('refuses a folder', async () => {
    const folder = projectFolder({})
    const { code, err } = await hoptrace(['dev', '--file', folder])
    expect([code, err]).toEqual([3, `${folder} is neither a file nor a pipe\n`])
  })

  it('refuses a file that is missing', async () => {
    const { code, err } = await hoptrace(['dev', '--file', 'missing.ndjson'])
    expect([code, err]).toEqual([3, 'There is no file missing.ndjson\n'])
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
