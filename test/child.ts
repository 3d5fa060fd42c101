import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

/** A process of this Node that runs `code` as a module, which imports the built package by its name. */
export function runModule(
  code: string,
  flags: readonly string[] = [],
): ChildProcessByStdio<null, Readable, Readable> {
  const args = [...flags, '--input-type=module', '--eval', code]
  return spawn(process.execPath, args, {
    env: { ...process.env, HOPTRACE_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** All that a stream says until it ends. */
export async function textOf(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
