import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../local/root.ts'
import type { Resources } from '../../src/cloudformation/index.ts'

/** The result of packaging a service. */
export interface Packaged {
  readonly code: unknown
  readonly output: string
  /** The resources of the template. Empty if there is no template. */
  readonly resources: Resources
}

/** The framework of this repository, or another one that is tested. */
export const FRAMEWORK = path.join(
  ROOT,
  process.env.SERVERLESS_FRAMEWORK ?? 'node_modules/serverless',
)

/** Runs a command of the Serverless Framework in a folder, with a minimal environment. */
export function serverless(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ code: unknown; output: string }> {
  const args = [path.join(FRAMEWORK, 'bin/serverless.js'), ...command]
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

/** Packages the service in a folder into another folder. */
export async function packageService(
  cwd: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Packaged> {
  const packaged = await serverless(['package', '--package', folder], cwd, env)
  const file = path.join(folder, 'cloudformation-template-update-stack.json')
  const resources = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).Resources : {}
  return { ...packaged, resources }
}
