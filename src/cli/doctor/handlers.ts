import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from './finding.ts'
import { hasSalt, MISSING_SALT, resourcesOf, type Template } from './template.ts'

const EXTENSIONS = ['.ts', '.mts', '.mjs', '.js', '.cjs']

/** `hoptrace.v1` is in the core, also in a minified bundle. */
const TRACING = /\b(?:tracing|withLambdaTracing|createLambdaTraceContext)\(|hoptrace\.v1/

/** The option `sampling`, with the object `tenants` in it, if it is written as a literal. */
const SAMPLING = /\bsampling:\s*\{(?:[^{}]|\{[^{}]*\})*/g
const RATE = /\brate:\s*0?\.\d/

/** Returns the functions whose handlers aren't traced, or have a rate without a salt. */
export function checkHandlers(template: Template, root: string): Finding[] {
  return resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ name, properties }) => {
    const handler = String(properties.Handler ?? '')
    const file = fileOf(handler, root)
    if (file === undefined) {
      const problem = `The handler ${handler} is not found, so it is not checked`
      return [{ about: name, problem, remedy: 'Build the project first' }]
    }
    const code = readFileSync(file, 'utf8')
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: object }
    if (TRACING.test(code)) {
      const isUnsalted = hasUnsaltedRate(code) && !hasSalt(Variables as Record<string, unknown>)
      return isUnsalted ? [{ about: name, ...MISSING_SALT }] : []
    }
    const problem = `The handler ${handler} is not traced`
    const remedy = `Register tracing() of hoptrace/middy as the first middleware, or wrap the handler in withLambdaTracing(), in ${path.relative(root, file)}`
    return [{ about: name, problem, remedy }]
  })
}

function hasUnsaltedRate(code: string): boolean {
  const options = code.match(SAMPLING) ?? []
  return options.some((text) => RATE.test(text) && !/\bsalt\b/.test(text))
}

function fileOf(handler: string, root: string): string | undefined {
  const module = path.join(root, handler.replace(/\.[^./]+$/, ''))
  return EXTENSIONS.map((extension) => module + extension).find((file) => existsSync(file))
}
