import path from 'node:path'
import type { CallExpression, Node } from '@babel/types'
import { type Edit, insert } from '../source/edit.ts'
import { importName } from '../source/import-edit.ts'
import { nameOf } from '../source/literal.ts'
import type { Module } from '../source/module.ts'
import { styleOf } from '../source/style.ts'
import { type TracedCheck, tracedCheck } from '../source/traced.ts'
import { rangeOf, walk } from '../source/walk.ts'
import type { Gap } from './gap.ts'
import { LAMBDA } from './lambda-surface.ts'
import { isIgnored, type Project } from './untraced-exports.ts'

/** A call of `middy()`, with the variable that holds it and the calls that are chained to it. */
interface Chain {
  readonly start: CallExpression
  readonly links: readonly CallExpression[]
  readonly variable: string | undefined
}

/** Returns the gap if a module has chains of Middy without `tracing()`. */
export function middyGap({ root, sources }: Project, module: Module): Gap[] {
  if (isIgnored(module)) return []
  const chains = chainsIn(module)
  if (chains.length === 0) return []
  const isTraced = tracedCheck(sources, LAMBDA).part
  const untraced = chains.filter((chain) => !isChainTraced(module, chain, isTraced))
  if (untraced.length === 0) return []
  const imported = importName(module, 'tracing', 'hoptrace/middy')
  const edits = untraced.map((chain) => firstLink(module, chain, imported.name))
  const count = untraced.length === 1 ? 'A Middy chain' : `${untraced.length} Middy chains`
  return [
    {
      about: path.relative(root, module.file),
      problem: `${count} without tracing()`,
      remedy: 'Register tracing() of hoptrace/middy as the first middleware',
      change: { file: module.file, edits: [...imported.edits, ...edits] },
    },
  ]
}

function chainsIn(module: Module): Chain[] {
  const chains: Chain[] = []
  walk(module.program, (node, ancestors) => {
    if (node.type === 'CallExpression' && isMiddy(module, node.callee))
      chains.push({ start: node, ...chainFrom(node, ancestors) })
  })
  return chains
}

function isMiddy({ imports }: Module, callee: Node): boolean {
  const isMember = callee.type === 'MemberExpression' && nameOf(callee.property) === 'default'
  const imported = imports.get(nameOf(isMember ? callee.object : callee))
  // `require('@middy/core')` and `import * as` are the function, or an object with it.
  const names = isMember ? ['*'] : ['default', '*']
  return imported?.from === '@middy/core' && names.includes(imported.name)
}

/** The calls that are chained to a node, and the variable that has the result. */
function chainFrom(start: Node, ancestors: readonly Node[]): Omit<Chain, 'start'> {
  const links: CallExpression[] = []
  let outer: Node = start
  for (let index = ancestors.length - 1; index >= 0; index--) {
    const node = ancestors[index] as Node
    const isMember = node.type === 'MemberExpression' && node.object === outer
    const isLink = node.type === 'CallExpression' && node.callee === outer
    if (!isMember && !isLink) {
      const isVariable = node.type === 'VariableDeclarator' && node.init === outer
      return { links, variable: isVariable ? nameOf(node.id) : undefined }
    }
    if (isLink) links.push(node)
    outer = node
  }
  return { links, variable: undefined }
}

function isChainTraced(module: Module, chain: Chain, isTraced: TracedCheck['part']): boolean {
  const links = [...chain.links, ...linksOf(module, chain.variable)]
  // The handler that the chain is given may itself be traced.
  return [chain.start, ...links].some((link) =>
    link.arguments.some((argument) => isTraced(module, argument)),
  )
}

const LINKS = new WeakMap<Module, ReadonlyMap<string, readonly CallExpression[]>>()

/** The calls that are chained to a variable: `handler.use(…)`. */
function linksOf(module: Module, variable: string | undefined): readonly CallExpression[] {
  const links = LINKS.get(module) ?? linksIn(module)
  LINKS.set(module, links)
  return links.get(variable ?? '') ?? []
}

/** The calls that are chained to variables, by their names. */
function linksIn({ program }: Module): Map<string, CallExpression[]> {
  const byName = new Map<string, CallExpression[]>()
  walk(program, (node, ancestors) => {
    const parent = ancestors.at(-1)
    if (parent?.type !== 'MemberExpression' || parent.object !== node) return
    if (node.type !== 'Identifier') return
    const { links } = chainFrom(node, ancestors)
    const others = byName.get(node.name)
    if (others === undefined) byName.set(node.name, [...links])
    else others.push(...links)
  })
  return byName
}

function firstLink({ code, program }: Module, { start }: Chain, name: string): Edit {
  const [, end] = rangeOf(start)
  const { newline } = styleOf({ code, program })
  const indent = /^\s*\n([ \t]*)\./.exec(code.slice(end))?.[1]
  const link = `.use(${name}())`
  return insert(end, indent === undefined ? link : newline + indent + link)
}
