import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import {
  namesEnvironment,
  sharedEnvironment,
} from '../../src/cloudformation/function-environment.ts'
import * as cloudformation from '../../src/cloudformation/index.ts'
import { xrayStatement } from '../../src/cloudformation/index.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/sam-sst-terraform.md'

/** What the functions of the samples need. */
const ENVIRONMENT = {
  ...sharedEnvironment({ stage: 'prod' }),
  ...namesEnvironment({ actions: ['orders:get'] }, 'shop'),
}

interface Resource {
  readonly type: string
  readonly args: Record<string, never>
}

/** Runs the sample for SST with stand-ins that keep what it makes. */
async function runSst(): Promise<Resource[]> {
  const made: Resource[] = []
  const keeps = (type: string) =>
    class {
      readonly name = { apply: (use: (name: string) => unknown) => use('shop-prod-Orders-x') }
      constructor(_name: string, args: Resource['args']) {
        made.push({ type, args })
      }
    }
  const [sample = ''] = blocksOf(PAGE, 'js')
  const { code } = await transform(sample, { loader: 'js', format: 'cjs' })
  const sst = { aws: { Function: keeps('function') } }
  const aws = { cloudformation: { Stack: keeps('stack') } }
  const config: { run(): Promise<void> }[] = []
  new Function('require', 'module', '$config', '$app', 'sst', 'aws', code)(
    () => cloudformation,
    {},
    (one: (typeof config)[number]) => config.push(one),
    { stage: 'prod' },
    sst,
    aws,
  )
  await config[0]?.run()
  return made
}

describe('docs/sam-sst-terraform.md', () => {
  it('adds to a template of SAM what its table lists', async () => {
    const template = {
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Orders: {
          Type: 'AWS::Serverless::Function',
          Properties: { Runtime: 'nodejs24.x', Handler: 'a.b' },
        },
      },
    }
    const flags = ['--template', logFile(template), '--service', 'shop', '--stage', 'prod']
    const { out } = await hoptrace(['cloudformation', ...flags])
    const { Orders } = JSON.parse(out).Resources
    const [environment = []] = rowsOf(sectionOf(PAGE, 'SAM and CloudFormation'))
    const named = environment.join().match(/(?<=`)HOPTRACE_\w+(?=`)/g) ?? []
    expect(named).toEqual(['HOPTRACE_SERVICE', 'HOPTRACE_STAGE', 'HOPTRACE_ACTION'])
    expect(Orders.Properties).toMatchObject({ Tracing: 'Active' })
    const { HOPTRACE_ACTION: _, ...others } = ENVIRONMENT
    expect(Orders.Properties.Environment.Variables).toEqual(others)
  })

  it('shows an app of SST with the environment, the permission, and a template that CloudFormation accepts', async () => {
    const [orders, stack] = await runSst()
    expect(orders?.args).toMatchObject({
      environment: ENVIRONMENT,
      permissions: [{ actions: xrayStatement.Action, resources: ['*'] }],
    })
    const { Resources } = JSON.parse(stack?.args.templateBody ?? '')
    expect(findProblems(Resources)).toEqual([])
    expect(JSON.stringify(Resources)).toContain('/aws/lambda/shop-prod-Orders-x')
  })

  it('says how many functions a request has room for', async () => {
    const [, said] = /about (\d+) functions?/.exec(sectionOf(PAGE, 'Large templates')) ?? []
    const errorsOf = async (count: number) => {
      const functions = Array.from({ length: count }, (_, index) => [
        '--function',
        `orders${index}=GET /orders${index}/{id}`,
      ])
      const flags = ['--service', 'shop', '--stage', 'prod', '--email', 'a@example.com']
      return (await hoptrace(['cloudformation', ...flags, ...functions.flat()])).err
    }
    expect(await errorsOf(Number(said))).toBe('')
    expect(await errorsOf(Number(said) + 1)).toContain('upload it')
  })

  it('shows Terraform with the environment and the permission', () => {
    const [hcl = ''] = blocksOf(PAGE, 'hcl')
    const variables = [...hcl.matchAll(/^ +([A-Z_]+) += "(.*)"$/gm)].map(([, name, value]) => [
      name,
      value,
    ])
    expect(Object.fromEntries(variables)).toEqual(ENVIRONMENT)
    const actions = xrayStatement.Action.map((action) => `"${action}"`).join(', ')
    expect(hcl).toContain(`Action = [${actions}], Resource = "${xrayStatement.Resource}"`)
    expect(hcl).toContain('function_name = "shop-prod-orders"')
    for (const block of blocksOf(PAGE, 'hcl'))
      expect(block.split('{').length).toBe(block.split('}').length)
  })
})
