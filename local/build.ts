import { spawn } from 'node:child_process'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

const STEPS = [
  { name: 'the package', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'] },
  { name: 'the entries for Node', args: ['local/bundle-entries.ts'] },
  { name: 'the forwarder', args: ['local/bundle-forwarder.ts'] },
  { name: 'the page of hoptrace dev', args: ['local/build-page.ts'] },
  { name: 'the handlers', args: ['handlers/bundle.ts'] },
  { name: 'the frontend', args: ['node_modules/next/dist/bin/next', 'build', 'frontend'] },
]

/** Builds the package, the handlers and the frontend, in this order: each uses the previous one. */
export async function buildSystem(
  onProgress: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { name, args } of STEPS) {
    signal?.throwIfAborted()
    onProgress(`Building ${name}`)
    const { code, output } = await run(args, signal)
    if (code !== 0) throw new StartError(`Building ${name} failed:\n${output.trim()}`)
  }
}

function run(
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  signal?.addEventListener('abort', () => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

if (import.meta.main) {
  await buildSystem((text) => process.stdout.write(`${text}\n`))
}
