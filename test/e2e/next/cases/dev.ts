import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../../../local/ports.ts'
import { ROOT } from '../../../../local/root.ts'

const HOPTRACE = path.join(ROOT, 'dist/cli/main.js')
const APP = path.join(import.meta.dirname, '../apps/routes')

/** A program on a terminal. */
interface OnTerminal {
  /** The lines that it prints. */
  readonly lines: readonly string[]
  /** Presses Ctrl-C. Returns the exit code. */
  interrupt(): Promise<number | null>
}

/** Runs a program on a terminal until the test has finished. */
function onTerminal(command: readonly string[]): OnTerminal {
  // `script` gives a program a terminal. On macOS it takes the program as arguments, on Linux a line for a
  // shell, which would answer for the program without `exec`.
  const args =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', ...command]
      : ['-qefc', `exec ${command.join(' ')}`, '/dev/null']
  const { HOPTRACE_FORMAT: _, NODE_ENV: __, ...inherited } = process.env
  const env = { ...inherited, NEXT_TELEMETRY_DISABLED: '1' } as unknown as NodeJS.ProcessEnv
  const child = spawn('script', args, { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const closed = once(child, 'close') as Promise<(number | null)[]>
  onTestFinished(async () => {
    if (child.exitCode === null) process.kill(-(child.pid as number), 'SIGTERM')
    await closed
  })
  const lines: string[] = []
  const output = createInterface(child.stdout)
  output.on('line', (line) => lines.push(stripVTControlCharacters(line).trim()))
  return {
    lines,
    async interrupt() {
      child.stdin.write('\u0003')
      const [code = null] = await closed
      return code
    },
  }
}

/** The development server. */
export function devCases(): void {
  describe('`next dev` on a terminal', () => {
    it.each([
      ['', []],
      [' under hoptrace dev', [HOPTRACE, 'dev', '--', process.execPath]],
    ])(
      'prints records for people, and ends by Ctrl-C%s',
      { timeout: 60_000 },
      async (_, around) => {
        const port = String(await freePort())
        const next = path.join(ROOT, 'node_modules/next/dist/bin/next')
        const command = [next, 'dev', APP, '-H', 'localhost', '-p', port]
        const { lines, interrupt } = onTerminal([process.execPath, ...around, ...command])
        await vi.waitFor(() => expect(lines.join()).toContain('Ready'), 30_000)
        const headers = { 'x-trace-id': 'seen-by-people' }
        const { status } = await fetch(`http://localhost:${port}/api/ok`, { headers })
        expect(status).toBe(200)
        const records = () => lines.filter((line) => line.includes('seen-by-people'))
        await vi.waitFor(() => expect(records()).toHaveLength(2), 10_000)
        for (const line of records()) expect(line).toMatch(/^\[[\d:.]+\] INFO /)
        expect(await interrupt()).toBe(0)
      },
    )
  })
}
