import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../local/root.ts'
import { BUILD, FOLDER } from './folder.ts'
import { writeSamples } from './samples.ts'

it('compiles every sample of the three pages, and the apps of this folder', async () => {
  const apps = readdirSync(path.join(FOLDER, 'apps')).map((name) => path.join(FOLDER, 'apps', name))
  const files = [...writeSamples(), ...apps]
  // Jest's and Mocha's globals would hide a missing import.
  const compilerOptions = { types: ['node'], noUnusedLocals: false }
  const config = { extends: path.join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }
  writeFileSync(path.join(BUILD, 'tsconfig.json'), JSON.stringify(config))
  expect(await compile(BUILD)).toBe('')
})

function compile(project: string): Promise<string> {
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc')
  return new Promise((resolve) => {
    execFile(tsc, ['-p', project, '--pretty', 'false'], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}
