import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { serviceResources } from '../../src/cloudformation/index.ts'
import { compile } from './compile.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/opennext.md'

describe('the page of Next.js on Lambda', () => {
  it('begins with a configuration that compiles', async () => {
    expect(await compile([{ name: PAGE, code: blocksOf(PAGE, 'ts')[0] ?? '' }])).toEqual({})
  })

  it('lets the server function write to the log group that the dashboard reads', () => {
    const { frontend } = parse(blocksOf(PAGE, 'yaml')[0] ?? '').custom.hoptrace
    expect(blocksOf(PAGE, 'js')[0]).toContain(`logGroup: '${frontend.logGroup}'`)
    expect(blocksOf(PAGE, 'sh')[0]).toContain(`--log-group ${frontend.logGroup}`)
    const resources = Object.values(
      serviceResources({ service: 'shop', functions: { orders: {} }, frontend }),
    )
    const of = (type: string) => JSON.stringify(resources.filter((one) => one.Type === type))
    expect(of('AWS::Logs::LogGroup')).toContain(`"LogGroupName":"${frontend.logGroup}"`)
    for (const reader of ['AWS::CloudWatch::Dashboard', 'AWS::Logs::QueryDefinition'])
      expect(of(reader)).toContain(frontend.logGroup)
  })

  it('names environment variables that options have', () => {
    const named = readFileSync(PAGE, 'utf8').match(/HOPTRACE_[A-Z_]+[A-Z]/g) ?? []
    const known = rowsOf(sectionOf('docs/options.md', 'Options')).map(([, , variable]) => variable)
    expect(named).toContain('HOPTRACE_LAMBDA_TIMEOUT_MS')
    expect([...new Set(named)].filter((name) => !known.includes(`\`${name}\``))).toEqual([])
  })
})
