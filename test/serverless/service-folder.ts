import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from '../../local/root.ts'

/** A minimal service. The plugin is one line of it. */
const MINIMAL = {
  service: 'shop',
  plugins: ['hoptrace/serverless'],
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  package: { patterns: ['!**', 'index.js'] },
  functions: {
    orders: { handler: 'index.handler', events: [{ httpApi: 'GET /orders/{id}' }] },
  },
}

/**
 * Creates a folder with a service, which is removed when the test ends.
 * @param service parts that replace those of the minimal service, or the text of serverless.yml
 */
export function serviceFolder(service: object | string = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-service-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(ROOT, path.join(folder, 'node_modules/hoptrace'))
  writeFileSync(path.join(folder, 'index.js'), 'exports.handler = async () => 1\n')
  // JSON is YAML.
  const text = typeof service === 'string' ? service : JSON.stringify({ ...MINIMAL, ...service })
  writeFileSync(path.join(folder, 'serverless.yml'), text)
  return folder
}
