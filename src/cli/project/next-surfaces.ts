import path from 'node:path'
import type { Module } from '../source/module.ts'
import type { Surface } from './untraced-exports.ts'

const BY_HAND = ['createTraceContext']

/** Routes of the App Router. */
export const ROUTE: Surface = {
  entry: 'hoptrace/next',
  wrapper: 'withTracing',
  others: BY_HAND,
  what: 'The route',
}

/** API routes of the Pages Router. */
export const API_ROUTE: Surface = {
  entry: 'hoptrace/next',
  wrapper: 'withApiTracing',
  others: BY_HAND,
  what: 'The API route',
}

/** Server actions. */
export const ACTION: Surface = {
  entry: 'hoptrace/next',
  wrapper: 'withActionTracing',
  others: BY_HAND,
  what: 'The server action',
  actionOf: nameOfAction,
}

/** The name of an action: of a default export that of its function, else of its file. */
function nameOfAction(name: string, { exports, file }: Module): string {
  const site = exports.get(name)
  if (name !== 'default') return name
  return (site?.kind === 'function' && site.value.id?.name) || path.parse(file).name
}
