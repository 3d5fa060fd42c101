import { literalOf } from '../source/literal.ts'
import type { Module } from '../source/module.ts'

/** A file that browsers and CDNs keep: it must not carry a visitor's trace id. */
const STATIC_FILE = '/_next/static/chunks/main-0123456789abcdef.js'

/**
 * Whether a proxy runs for static files. Without a matcher it does. Returns `undefined` if the matcher
 * can't be read: it isn't written as a literal.
 */
export function coversStaticFiles(module: Module): boolean | undefined {
  const site = module.exports.get('config')
  if (site === undefined) return true
  const config = site.kind === 'value' ? literalOf(site.value) : undefined
  const matcher = (config as { matcher?: unknown } | undefined)?.matcher
  if (config === undefined || (matcher === undefined && hasMember(module, 'matcher')))
    return undefined
  if (matcher === undefined) return true
  const sources = [matcher].flat().map((each) => {
    if (typeof each === 'string') return each
    return (each as { source?: unknown } | null | undefined)?.source
  })
  if (!sources.every((source) => typeof source === 'string')) return undefined
  return sources.some((source) => matches(source, STATIC_FILE))
}

function hasMember({ code }: Module, name: string): boolean {
  return code.includes(name)
}

/** Whether a matcher of Next.js, in the syntax of `path-to-regexp`, matches a path. */
function matches(source: string, path: string): boolean {
  try {
    return new RegExp(`^${toPattern(source)}/?$`).test(path)
  } catch {
    return false // Next.js refuses it as well
  }
}

/** A parameter such as `/:path`, or the `/` before a pattern such as `/(.*)`. */
const PARAMETER = /(\/?)(?::\w+|(?=\())/y

interface Item {
  readonly pattern: string
  readonly end: number
}

function toPattern(source: string): string {
  let pattern = ''
  let at = 0
  while (at < source.length) {
    const item = itemAt(source, at)
    pattern += item.pattern
    at = item.end
  }
  return pattern
}

function itemAt(source: string, at: number): Item {
  PARAMETER.lastIndex = at
  const parameter = PARAMETER.exec(source)
  if (parameter !== null) return parameterAt(source, at + parameter[0].length, parameter[1] ?? '')
  const isEscaped = source[at] === '\\'
  const character = source[isEscaped ? at + 1 : at] ?? ''
  return { pattern: escaped(character), end: at + (isEscaped ? 2 : 1) }
}

/** A parameter whose name ends at `at`, with a pattern of its own, and with `*`, `+` or `?`. */
function parameterAt(source: string, at: number, slash: string): Item {
  const close = source[at] === '(' ? closing(source, at) : at - 1
  const own = source.slice(at + 1, close) || '[^/]+?'
  const modifier = /^[*+?]/.exec(source.slice(close + 1))?.[0] ?? ''
  return { pattern: `(?:${slash}(?:${own}))${modifier}`, end: close + 1 + modifier.length }
}

/** Where the parenthesis that opens at a position is closed. */
function closing(source: string, open: number): number {
  let depth = 0
  for (let at = open; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '(') depth++
    else if (source[at] === ')' && --depth === 0) return at
  }
  return source.length
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
}
