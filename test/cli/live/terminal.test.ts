import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { projectFolder } from '../project/project-folder.ts'
import { EVENTUALLY, startProgramOnTerminal, UNDER_DEV } from './dev-process.ts'

const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['alone', []],
  ['under hoptrace dev', UNDER_DEV],
]
const CTRL_C = '\u0003'
const CTRL_Z = '\u001a'

/** Says that it is ready, and lives until a signal ends it. */
const WAITING = "console.log('ready'); setInterval(() => {}, 1e6)"
/** Ends by itself at the second SIGINT, and repeats what is typed. */
const PATIENT = `
let count = 0
process.stdin.on('data', (typed) => console.log('typed ' + typed))
process.on('SIGINT', () => { count += 1; console.log('interrupted ' + count); if (count === 2) process.exit(6) })
console.log('ready')
setInterval(() => {}, 1e6)`

describe.each(WAYS)('a command on a terminal, %s', (_, around) => {
  it('dies by one Ctrl-C unless it handles that', async () => {
    const folder = projectFolder({ 'wait.mjs': WAITING })
    const started = startProgramOnTerminal(folder, ...around, process.execPath, 'wait.mjs')
    await started.has('ready')
    started.child.stdin?.write(CTRL_C)
    expect(await started.ended).toBe(130)
    expect(started.output()).not.toContain('ended with')
  })

  it('gets each Ctrl-C once, and ends with its own code', async () => {
    const folder = projectFolder({ 'wait.mjs': PATIENT })
    const started = startProgramOnTerminal(folder, ...around, process.execPath, 'wait.mjs')
    await started.has('ready')
    started.child.stdin?.write(CTRL_C)
    await started.has('interrupted 1')
    started.child.stdin?.write(CTRL_C)
    expect(await started.ended).toBe(6)
    expect(started.output()).not.toContain('interrupted 3')
  })

  it('gets a Ctrl-C once if its output goes through a pipe', async () => {
    const folder = projectFolder({ 'wait.mjs': PATIENT })
    const command = [...around, process.execPath, 'wait.mjs'].join(' ')
    const piped = `${command} 2>&1 | (trap "" INT; cat)`
    const started = startProgramOnTerminal(folder, 'sh', '-c', piped)
    await started.has('ready')
    started.child.stdin?.write(CTRL_C)
    await started.has('interrupted 1')
    started.child.stdin?.write('on\n')
    await started.has('typed on')
  })

  it('sees the size of the terminal, and its changes', async () => {
    const folder = projectFolder({
      'size.mjs': `
        import { spawn } from 'node:child_process'
        process.stdout.on('resize', () => { console.log('columns: ' + process.stdout.columns); process.exit() })
        setInterval(() => spawn('stty', ['cols', '77'], { stdio: 'inherit' }), 200)`,
    })
    const started = startProgramOnTerminal(folder, ...around, process.execPath, 'size.mjs')
    await started.has('columns: 77')
    expect(await started.ended).toBe(0)
  })

  it('is stopped by Ctrl-Z, and goes on with fg', async () => {
    const folder = projectFolder({
      'wait.mjs': `
        process.on('SIGCONT', () => console.log('goes on'))
        process.on('SIGINT', () => process.exit(8))
        ${WAITING}`,
    })
    const shell = startProgramOnTerminal(folder, 'bash', '--norc', '--noprofile', '-i')
    const words = [...around, process.execPath, 'wait.mjs']
    shell.child.stdin?.write(`${words.join(' ')}; echo "code: $?"\n`)
    await shell.has(/^ready/m)
    shell.child.stdin?.write(CTRL_Z)
    await shell.has('Stopped')
    shell.child.stdin?.write('fg; echo "then: $?"\n')
    await shell.has('goes on')
    shell.child.stdin?.write(CTRL_C)
    await shell.has('then: 8')
    shell.child.stdin?.write('exit\n')
    expect(await shell.ended).toBe(0)
  })

  it('is Vitest that watches: its keys and its exit code', async () => {
    const folder = projectFolder({
      'one.test.mjs': "import { test } from 'vitest'; test('a test', () => {})",
      'package.json': { type: 'module' },
    })
    mkdirSync(path.join(folder, 'node_modules'))
    symlinkSync(path.join(ROOT, 'node_modules/vitest'), path.join(folder, 'node_modules/vitest'))
    const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
    const words = [process.execPath, vitest, '--watch', '--root', folder]
    const started = startProgramOnTerminal(folder, ...around, ...words)
    await started.has('Waiting for file changes')
    started.child.stdin?.write('a')
    await started.has('RERUN')
    await expect
      .poll(() => started.output().split('Waiting for file changes').length, EVENTUALLY)
      .toBeGreaterThan(2)
    started.child.stdin?.write('q')
    expect(await started.ended).toBe(0)
  })
})
