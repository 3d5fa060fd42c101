import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Stryker } from '@stryker-mutator/core'
import { ACCEPTED, type Change } from './accepted.ts'

/** A mutation that was made, and what became of it. */
export type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

/** The results of all folders. */
export interface Report {
  /** What no test noticed, and the score of each folder. */
  readonly text: string
  /** How many mutations no test noticed, without the accepted ones. */
  readonly survivors: number
}

/** Reports what became of the mutations of each folder. */
export function formatReport(folders: ReadonlyMap<string, readonly Mutant[]>): Report {
  const all = [...folders.values()].flat()
  const survivors = all.filter(isSurvivor)
  const scores = [...folders].map(([folder, mutants]) => formatScore(folder, mutants))
  const table = [...TABLE_HEAD, ...scores, formatScore('all', all), '']
  const text = [...survivors.map(formatSurvivor), ...table].join('\n')
  return { text, survivors: survivors.length }
}

function formatSurvivor(mutant: Mutant): string {
  const { file, code, replacement } = changeOf(mutant)
  const { mutatorName, location, status } = mutant
  return `${file}:${location.start.line} ${mutatorName}, ${status}\n- ${code}\n+ ${replacement}\n`
}

const TABLE_HEAD = [
  '| Folder | Made | Noticed | Accepted | Survived | Score |',
  '|---|--:|--:|--:|--:|--:|',
]

function formatScore(name: string, mutants: readonly Mutant[]): string {
  const noticed = mutants.filter(isNoticed).length
  const survivors = mutants.filter(isSurvivor).length
  const accepted = mutants.length - noticed - survivors
  const score = `${((100 * noticed) / (noticed + survivors)).toFixed(1)} %`
  return `| ${[name, mutants.length, noticed, accepted, survivors, score].join(' | ')} |`
}

function isNoticed({ status }: Mutant): boolean {
  return status === 'Killed' || status === 'Timeout'
}

function isSurvivor(mutant: Mutant): boolean {
  if (isNoticed(mutant)) return false
  const { file, code, replacement } = changeOf(mutant)
  return !ACCEPTED.some((change) => {
    return change.file === file && change.code === code && change.replacement === replacement
  })
}

function changeOf({ fileName, location, replacement = '' }: Mutant): Change {
  const file = relative('', fileName)
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(location.start.line - 1, location.end.line)
  const last = lines.pop()?.slice(0, location.end.column - 1) ?? ''
  const code = [...lines, last].join('\n').slice(location.start.column - 1)
  return { file, code: inOneLine(code), replacement: inOneLine(replacement) }
}

function inOneLine(code: string): string {
  return code.replace(/\s+/g, ' ')
}
