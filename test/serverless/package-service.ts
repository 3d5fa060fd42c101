import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../local/root.ts'
import type { Resources } from '../../src/cloudformation/index.ts'

/** What became of a service that was packaged. */
export interface Packaged {
  readonly code: unknown
  readonly output: string
  /** Of its template; none where there is no template. */
  readonly resources: Resources
}

/** This repository's, or the one that is tested instead. */
const FRAMEWORK = path.join(ROOT, process.env.SERVERLESS_FRAMEWORK ?? 'node_modules/serverless')

/** Runs a command of the Serverless Framework in a folder, with nothing else in its environment. */
export function serverless(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ code: unknown; output: string }> {
  const args = [path.join(FRAMEWORK, 'bin/serverless.js'), ...words]
  const bare: object = { HOME: cwd, PATH: path.dirname(process.execPath), ...env }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd, env: bare as NodeJS.ProcessEnv },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    )
  })
}

/** Packages the service of a folder into another. */
export async function packageService(
  cwd: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Packaged> {
  const done = await serverless(['package', '--package', folder], cwd, env)
  const file = path.join(folder, 'cloudformation-template-update-stack.json')
  const resources = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).Resources : {}
  return { ...done, resources }
}
