import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))

describe('the package', () => {
  it('takes each peer in the version that it is tested with, as npm sees it', () => {
    const project = mkdtempSync(path.join(tmpdir(), 'hoptrace-peers-'))
    const install = (folder: string, manifest: object) => {
      mkdirSync(path.join(project, folder), { recursive: true })
      writeFileSync(path.join(project, folder, 'package.json'), JSON.stringify(manifest))
    }
    const { name, version, peerDependencies, peerDependenciesMeta } = read('.')
    const dependencies: Record<string, string> = { [name]: version }
    for (const peer of Object.keys(peerDependencies)) {
      dependencies[peer] = read(path.join('node_modules', peer)).version
      install(path.join('node_modules', peer), { name: peer, version: dependencies[peer] })
    }
    install('node_modules/hoptrace', { name, version, peerDependencies, peerDependenciesMeta })
    install('.', { name: 'project', dependencies })
    // It fails on a version that is not in its range.
    const tree = execFileSync('npm', ['ls', '--all'], { cwd: project, encoding: 'utf8' })
    expect(Object.keys(peerDependencies).filter((peer) => !tree.includes(peer))).toEqual([])
  })
})
