import type { Node } from '@babel/types'
import type { Imported } from './imports.ts'
import { requiredBy } from './imports.ts'
import type { Module } from './module.ts'
import { usesHoptrace } from './packages.ts'
import type { Sources } from './sources.ts'
import { find, isReference } from './walk.ts'

/** The exports of an entry of hoptrace that trace what is passed to them. */
export interface Wrappers {
  readonly entry: string
  readonly names: readonly string[]
}

/** Says whether code leads to a wrapper of hoptrace. */
export interface TracedCheck {
  /** Whether a part of a module does. */
  readonly part: (module: Module, part: Node) => boolean
  /** Whether an export of a module does. */
  readonly named: (module: Module, name: string) => boolean
}

/**
 * Returns a check that follows names to what they stand for, also in other files of the project. A
 * package that itself depends on hoptrace counts as a wrapper.
 */
export function tracedCheck(sources: Sources, wrappers: Wrappers): TracedCheck {
  const checks = CHECKS.get(sources) ?? new Map<string, TracedCheck>()
  CHECKS.set(sources, checks)
  const key = [wrappers.entry, ...wrappers.names].join(' ')
  const check = checks.get(key) ?? createTracedCheck(sources, wrappers)
  checks.set(key, check)
  return check
}

/** What a check has learned holds for all files of a project. */
const CHECKS = new WeakMap<Sources, Map<string, TracedCheck>>()

function createTracedCheck(sources: Sources, wrappers: Wrappers): TracedCheck {
  // What a search without a result has seen leads nowhere in later ones either.
  const dead = new Set<string>()
  const search = () => {
    const seen = new Set<string>()
    // Names may lead on and on: each is followed when the code that has it has been read.
    const pending: (() => boolean)[] = []

    function leadsFrom(start: () => boolean): boolean {
      for (
        let next: (() => boolean) | undefined = start;
        next !== undefined;
        next = pending.pop()
      ) {
        if (next()) return true
      }
      return false
    }

    function later(follow: () => boolean): false {
      pending.push(follow)
      return false
    }

    function isTraced(from: Module, part: Node): boolean {
      return (
        find(part, (inner, parent) => {
          if (isReference(inner, parent)) return leads(from, nameIn(inner), parent)
          const required = requiredBy(inner)
          return required !== undefined && isWrapper({ from: required, name: '*' }, parent)
        }) !== undefined
      )
    }

    function leads(from: Module, name: string, parent?: Node): boolean {
      const imported = from.imports.get(name)
      if (imported !== undefined)
        return isWrapper(imported, parent) || leadsElsewhere(from, imported)
      const local = from.locals.get(name)
      return local !== undefined && isFirst(from, name) && later(() => isTraced(from, local))
    }

    function isWrapper({ from, name }: Imported, parent: Node | undefined): boolean {
      if (from !== wrappers.entry) return false
      return (
        wrappers.names.includes(name) || (name === '*' && wrappers.names.includes(memberOf(parent)))
      )
    }

    function leadsElsewhere(from: Module, imported: Imported): boolean {
      const file = sources.resolve(imported.from, from.file)
      if (file === undefined)
        return !isOurs(imported.from) && usesHoptrace(imported.from, from.file)
      const module = sources.read(file)
      return module !== undefined && later(() => exportLeads(module, imported.name))
    }

    function exportLeads(module: Module, name: string): boolean {
      if (!isFirst(module, `export ${name}`)) return false
      const names = name === '*' ? [...module.exports.keys()] : [name]
      return names.some((each) => siteLeads(module, each))
    }

    function siteLeads(module: Module, name: string): boolean {
      const site = module.exports.get(name)
      if (site === undefined) {
        return module.exportsAllOf.some((from) => leadsElsewhere(module, { from, name }))
      }
      if (site.kind !== 'foreign') return isTraced(module, site.value)
      const foreign = { from: site.from, name: site.name }
      return isWrapper(foreign, undefined) || leadsElsewhere(module, foreign)
    }

    function isFirst({ file }: Module, name: string): boolean {
      const key = `${file} ${name}`
      const isNew = !seen.has(key) && !dead.has(key)
      seen.add(key)
      return isNew
    }

    return { isTraced, exportLeads, leadsFrom, seen }
  }
  const ended = (seen: ReadonlySet<string>, leads: boolean): boolean => {
    if (!leads) for (const key of seen) dead.add(key)
    return leads
  }
  return {
    part(module, part) {
      const { isTraced, leadsFrom, seen } = search()
      return ended(
        seen,
        leadsFrom(() => isTraced(module, part)),
      )
    },
    named(module, name) {
      const { exportLeads, leadsFrom, seen } = search()
      return ended(
        seen,
        leadsFrom(() => exportLeads(module, name)),
      )
    },
  }
}

function isOurs(specifier: string): boolean {
  return specifier === 'hoptrace' || specifier.startsWith('hoptrace/')
}

function nameIn(node: Node): string {
  return node.type === 'Identifier' || node.type === 'JSXIdentifier' ? node.name : ''
}

/** The member of a module that is read: `withTracing` in `hoptrace.withTracing`. */
function memberOf(parent: Node | undefined): string {
  if (parent?.type === 'MemberExpression' && parent.property.type === 'Identifier')
    return parent.property.name
  return ''
}
