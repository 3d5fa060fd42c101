import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { blocksOf } from '../docs/page.ts'

const PAGE = 'docs/opennext.md'
const FOLDER = import.meta.dirname

it('the page’s configuration has OpenNext’s wrapper, whose name and streaming stay', async () => {
  const outfile = path.join(FOLDER, 'build/open-next.config.mjs')
  const contents = blocksOf(PAGE, 'ts')[0] ?? ''
  const stdin = { contents, resolveDir: FOLDER, loader: 'ts' as const }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node' })
  const { default: config } = await import(outfile)
  expect(config.default.override.wrapper()).toMatchObject({
    name: 'aws-lambda-streaming',
    supportStreaming: true,
    wrapper: expect.any(Function),
  })
})

it('the page names the versions that are tested', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(FOLDER, 'package.json'), 'utf8'))
  const tested = `\`@opennextjs/aws\` ${dependencies['@opennextjs/aws']} and Next.js ${dependencies.next}`
  expect(readFileSync(PAGE, 'utf8')).toContain(tested)
})
