import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from './finding.ts'
import { resourcesOf, type Template } from './template.ts'

const EXTENSIONS = ['.ts', '.mts', '.mjs', '.js', '.cjs']

/** The core's own mark: a bundle that was minified has it too. */
const TRACED = /\btracing\(|\bcreateLambdaTraceContext\(|hoptrace\.v1/

/** Functions whose handlers nothing traces. */
export function checkHandlers(template: Template, root: string): Finding[] {
  return resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ name, properties }) => {
    const handler = String(properties.Handler ?? '')
    const file = fileOf(handler, root)
    if (file === undefined) {
      const problem = `Its handler ${handler} is not found, so it can't be looked into`
      return [{ about: name, problem, remedy: 'Build the project first' }]
    }
    if (TRACED.test(readFileSync(file, 'utf8'))) return []
    const problem = `Its handler ${handler} has no tracing()`
    const remedy = `middy().use(tracing()) of hoptrace/middy, first of all, in ${path.relative(root, file)}`
    return [{ about: name, problem, remedy }]
  })
}

function fileOf(handler: string, root: string): string | undefined {
  const module = path.join(root, handler.replace(/\.[^./]+$/, ''))
  return EXTENSIONS.map((extension) => module + extension).find((file) => existsSync(file))
}
