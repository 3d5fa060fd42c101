import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const CLIENT = path.join(import.meta.dirname, 'client')

/** Installs AWS's runtime client unless it is up to date: it compiles for more than a minute. */
export function installClient(): void {
  const lock = readFileSync(path.join(CLIENT, 'package-lock.json'), 'utf8')
  const installed = path.join(CLIENT, 'node_modules/.installed-lock')
  if (read(installed) === lock) return
  process.stdout.write('Building AWS’s Lambda runtime client, which takes a minute or two.\n')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: CLIENT, stdio: 'inherit' })
  writeFileSync(installed, lock)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // no such file
  }
}
