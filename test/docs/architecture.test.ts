import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rowsOf, sectionOf } from './page.ts'

const PAGE = 'ARCHITECTURE.md'
const text = readFileSync(PAGE, 'utf8')
const rows = rowsOf(sectionOf(PAGE, 'The map'))
const MAX_LINES = 90

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? one.name : []))

/** The names in backticks in the first column of the map. */
const mapped = rows.flatMap(([first = '']) => first.match(/(?<=`)[\w/]+(?=`)/g) ?? [])

describe('ARCHITECTURE.md', () => {
  it('maps every folder of src', () => {
    const listed = [...new Set(mapped.filter((name) => name.startsWith('src/')))]
    expect(listed.map((name) => name.slice(4)).toSorted()).toEqual(foldersIn('src').toSorted())
  })

  it('maps every folder of src/core', () => {
    const folders = foldersIn('src/core')
    expect(mapped.filter((name) => folders.includes(name)).toSorted()).toEqual(folders.toSorted())
  })

  it('names files that exist', () => {
    const paths = text.matchAll(/`((?:src|test|local|handlers|frontend|bench)\/[\w./-]*)`/g)
    const missing = [...paths].map(([, name = '']) => name).filter((name) => !existsSync(name))
    expect(missing).toEqual([])
  })

  it('fits on a screen and a half', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(MAX_LINES)
  })
})
