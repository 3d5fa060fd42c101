import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { blocksOf, rowsOf, sectionOf } from '../docs/page.ts'
import { BUILD } from './folder.ts'

export const PAGES = ['testing', 'beside-other-tools', 'migrating'] as const
export type Page = (typeof PAGES)[number]
type Language = 'ts' | 'js'

/** The path of a page. */
export function fileOf(page: Page): string {
  return `docs/${page}.md`
}

/** The rows of each table below a heading of a page. */
export function tablesOf(page: Page, heading: string): string[][][] {
  const tables = sectionOf(fileOf(page), heading).match(/(?:^\|.*\n?)+/gm) ?? []
  return tables.map(rowsOf)
}

/** The text of the first sample of a page that contains a text. */
export function sampleWith(page: Page, text: string, language: Language = 'ts'): string {
  const found = blocksOf(fileOf(page), language).find((sample) => sample.includes(text))
  if (found === undefined)
    throw new Error(`${fileOf(page)} has no ${language} sample with "${text}"`)
  return found
}

/** The file of the first sample of a page that contains a text, in which it can be run. */
export function sampleFile(page: Page, text: string, language: Language = 'ts'): string {
  const sample = sampleWith(page, text, language)
  return nameOf(page, blocksOf(fileOf(page), language).indexOf(sample), sample, language)
}

/** Writes each sample into a file of its own, and returns the files of the TypeScript ones. */
export function writeSamples(): string[] {
  mkdirSync(path.join(BUILD, 'samples'), { recursive: true })
  const languages: readonly Language[] = ['ts', 'js']
  const files = PAGES.flatMap((page) =>
    languages.flatMap((language) =>
      blocksOf(fileOf(page), language).map((sample, index) => {
        const file = nameOf(page, index, sample, language)
        writeFileSync(file, sample)
        return file
      }),
    ),
  )
  return files.filter((file) => file.endsWith('.ts'))
}

function nameOf(page: Page, index: number, sample: string, language: Language): string {
  const extension = /\brequire\(/.test(sample) && language === 'js' ? 'cjs' : language
  return path.join(BUILD, 'samples', `${page}-${index}.${extension}`)
}
