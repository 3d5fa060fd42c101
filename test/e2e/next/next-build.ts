import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '../../../local/root.ts'
import type { Variant } from './variants.ts'

/** A built fixture app. */
export interface Build {
  /** Where it was built. */
  readonly root: string
  /** The path of the script `next` that built it. */
  readonly next: string
  readonly env: Readonly<Record<string, string>>
  /** The output of the build. */
  readonly output: string
  /** Each route of the app with its sign in the build's table: `○` static, `ƒ` dynamic. */
  readonly routes: Readonly<Record<string, string>>
}

const APPS = path.join(import.meta.dirname, 'apps')

/** Builds a fixture app with `next build`. Next.js's cache of an earlier build makes it faster. */
export async function build(app: string, variant: Variant): Promise<Build> {
  const folder =
    variant.version === undefined ? inPlace(app, variant) : await beside(app, variant.version)
  const { root, next } = folder
  const env = { ...folder.env, ...variant.env }
  const output = await run(process.execPath, [next, 'build', root, ...variant.flags], { env })
  return { ...folder, env, output, routes: readRoutes(output) }
}

type BuildFolder = Pick<Build, 'root' | 'next' | 'env'>

const ENV = {
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  // npm leaves the binaries of other platforms out of a lock file. Next.js 15 would look them up.
  NEXT_IGNORE_INCORRECT_LOCKFILE: '1',
}

function inPlace(app: string, { flags }: Variant): BuildFolder {
  const distDir = ['.next', ...flags].join('')
  return {
    root: path.resolve(APPS, app),
    next: path.join(ROOT, 'node_modules/next/dist/bin/next'),
    env: { ...ENV, DIST_DIR: distDir },
  }
}

/** Copies the app out of the repository, beside another version of Next.js and the built package. */
async function beside(app: string, version: string): Promise<BuildFolder> {
  const packages = path.join(tmpdir(), 'hoptrace-next', version)
  await install(packages, version)
  const root = path.join(packages, app)
  rmSync(path.join(packages, 'node_modules/hoptrace'), { recursive: true, force: true })
  for (const name of ['dist', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(packages, 'node_modules/hoptrace', name), {
      recursive: true,
    })
  }
  cpSync(path.join(APPS, app), root, {
    recursive: true,
    filter: (source) => !path.basename(source).startsWith('.next'),
  })
  // Next.js 15 calls a proxy a middleware.
  const proxy = path.join(root, 'proxy.ts')
  if (version.startsWith('15.') && existsSync(proxy))
    renameSync(proxy, path.join(root, 'middleware.ts'))
  return {
    root,
    next: path.join(packages, 'node_modules/next/dist/bin/next'),
    env: { ...ENV, PACKAGE_ROOT: packages },
  }
}

async function install(folder: string, version: string): Promise<void> {
  if (existsSync(path.join(folder, 'node_modules/next'))) return
  mkdirSync(folder, { recursive: true })
  const dependencies = {
    next: version,
    react: '19.3.1',
    'react-dom': '19.3.1',
    typescript: '5.9.3',
    '@types/node': '24.19.2',
    '@types/react': '19.3.0',
  }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', args, { cwd: folder })
}

/** Runs a program. Returns its output. */
async function run(
  program: string,
  args: readonly string[],
  { env = {}, cwd = ROOT }: { env?: Readonly<Record<string, string>>; cwd?: string },
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const output = stripVTControlCharacters(`${stdout}\n${stderr}`)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${output}`)
  return output
}

/** Reads the rows of the build's table, such as `├ ƒ /api/ok`. */
function readRoutes(output: string): Record<string, string> {
  const rows = output.matchAll(/^[┌├└] (.) (\/\S*)/gmu)
  return Object.fromEntries([...rows].map(([, sign, route]) => [route, sign]))
}
