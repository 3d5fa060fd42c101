import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const text = readFileSync('docs/decisions.md', 'utf8')

describe('docs/decisions.md', () => {
  it('lists all of its sections first', () => {
    const listed = [...text.matchAll(/^- \[(.+)\]\(#.+\)$/gm)].map(([, title]) => title)
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
    expect(listed).toEqual(sections)
  })

  it('names identifiers that the code has', () => {
    const code = globSync('src/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    for (const name of ['hoptrace.v1', 'enterWith', 'Math.random', 'hrtime', 'Resumed']) {
      expect(text).toContain(name)
      expect(code).toContain(name)
    }
  })

  it('names files that exist', () => {
    const paths = text.matchAll(/`((?:src|test|local|handlers|frontend|bench)\/[\w./-]+)`/g)
    const names = [...paths].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(1)
    expect(names.filter((name) => !existsSync(name))).toEqual([])
  })
})
