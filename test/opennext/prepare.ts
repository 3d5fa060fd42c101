import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../local/root.ts'
import { installClient } from '../e2e/lambda-runtime/install-client.ts'
import { installBuilt } from '../install-built.ts'

const FOLDER = import.meta.dirname
const APP = path.join(FOLDER, 'frontend')

/** Where OpenNext puts the function that serves the app. */
export const SERVER_FUNCTION: string = path.join(APP, '.open-next/server-functions/default')

/**
 * Runs before all tests: builds the example's page, and the routes of `app/` beside it, with OpenNext and
 * the built package.
 */
export function setup(): void {
  installClient()
  installBuilt(FOLDER)
  rmSync(APP, { recursive: true, force: true })
  cpSync(path.join(ROOT, 'frontend'), APP, {
    recursive: true,
    filter: (source) => path.basename(source) !== '.next',
  })
  cpSync(path.join(FOLDER, 'app'), APP, { recursive: true })
  writeFileSync(path.join(APP, 'package.json'), '{ "private": true, "type": "module" }')
  const openNext = path.join(FOLDER, 'node_modules/@opennextjs/aws/dist/index.js')
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  execFileSync(process.execPath, [openNext, 'build'], { cwd: APP, env, stdio: 'pipe' })
}
