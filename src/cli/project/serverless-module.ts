import type { Node, ObjectExpression, ObjectProperty } from '@babel/types'
import { type Edit, insert } from '../source/edit.ts'
import { literalOf, nameOf } from '../source/literal.ts'
import type { Module } from '../source/module.ts'
import { styleOf } from '../source/style.ts'
import { rangeOf } from '../source/walk.ts'
import { PLUGIN, type Provider, type ServerlessService } from './serverless-service.ts'

/** Reads a service from `serverless.ts` or `serverless.js`. Returns `undefined` if it isn't a literal. */
export function readModuleService(module: Module): ServerlessService | undefined {
  const site = module.exports.get('default')
  const service = site && 'value' in site ? objectOf(module, site.value) : undefined
  if (service === undefined) return undefined
  const { provider, functions } = literalOf(service) as Record<string, unknown>
  return {
    file: module.file,
    provider: (provider ?? {}) as Provider,
    functions: Object.values((functions ?? {}) as object),
    pluginEdit: pluginEdit(module, service),
  }
}

function objectOf(module: Module, node: Node): ObjectExpression | undefined {
  if (node.type === 'ObjectExpression') return node
  if (node.type === 'Identifier') {
    const local = module.locals.get(node.name)
    return local && local !== node ? objectOf(module, local) : undefined
  }
  const isTyped = node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression'
  return isTyped ? objectOf(module, node.expression) : undefined
}

function pluginEdit(module: Module, service: ObjectExpression): Edit[] | undefined {
  const { quote, newline } = styleOf(module)
  const name = `${quote}${PLUGIN}${quote}`
  const plugins = propertyOf(service, 'plugins')?.value
  if (plugins === undefined) {
    const [first] = service.properties
    if (first === undefined) return undefined
    const [start] = rangeOf(first)
    const indent = indentAt(module.code, start)
    const space = indent === undefined ? ' ' : newline + indent
    return [insert(start, `plugins: [${name}],${space}`)]
  }
  if (plugins.type !== 'ArrayExpression') return undefined
  if (plugins.elements.some((element) => literalOf(element) === PLUGIN)) return []
  const last = plugins.elements.at(-1)
  if (!last) return [insert(rangeOf(plugins)[0] + 1, name)]
  const [start, end] = rangeOf(last)
  const indent = indentAt(module.code, start)
  return [insert(end, `,${indent === undefined ? ' ' : newline + indent}${name}`)]
}

function propertyOf({ properties }: ObjectExpression, name: string): ObjectProperty | undefined {
  return properties.find(
    (each): each is ObjectProperty => each.type === 'ObjectProperty' && nameOf(each.key) === name,
  )
}

/** The space before a position, if nothing else stands before it in its line. */
function indentAt(code: string, position: number): string | undefined {
  return /(?:^|\n)([ \t]*)$/.exec(code.slice(0, position))?.[1]
}
