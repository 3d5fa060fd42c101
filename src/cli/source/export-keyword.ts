import type { Node } from '@babel/types'
import type { Module } from './module.ts'
import { rangeOf } from './walk.ts'

const KEYWORD = /export(?:\s+default\b)?\s*/y

/** Returns where `export` or `export default` is, without the comments that follow. */
export function exportKeyword({ code }: Module, statement: Node): { start: number; end: number } {
  const [start] = rangeOf(statement)
  KEYWORD.lastIndex = start
  return { start, end: start + (KEYWORD.exec(code)?.[0].length ?? 0) }
}
