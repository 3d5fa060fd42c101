import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { commitOf } from '../../src/serverless/commit.ts'
import { commitAll } from './commit-all.ts'

function folder(): string {
  const created = mkdtempSync(path.join(tmpdir(), 'hoptrace-commit-'))
  onTestFinished(() => rmSync(created, { recursive: true }))
  writeFileSync(path.join(created, 'index.js'), '1\n')
  return created
}

it('a folder within a repository has its commit, also if that has a tag', () => {
  const root = folder()
  const commit = commitAll(root)
  const service = path.join(root, 'service')
  mkdirSync(service)
  expect([commitOf(root), commitOf(service)]).toEqual([commit, commit])
})

it('a folder whose tracked files differ from its commit is dirty, not one with a new file', () => {
  const root = folder()
  const commit = commitAll(root)
  writeFileSync(path.join(root, 'new.js'), '2\n')
  expect(commitOf(root)).toBe(commit)
  appendFileSync(path.join(root, 'index.js'), '3\n')
  expect(commitOf(root)).toBe(`${commit}-dirty`)
})

it('a folder without a repository or a commit has none, and neither has one that does not exist', () => {
  const root = folder()
  expect(commitOf(root)).toBeUndefined()
  expect(commitOf(path.join(root, 'nothing'))).toBeUndefined()
})
