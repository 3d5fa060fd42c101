import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findProblems } from '../cloudformation/schema.ts'
import { packageService } from './package-service.ts'
import { ofType, packaged, reports } from './packaged.ts'
import { serviceFolder } from './service-folder.ts'

const FILTER = 'AWS::Logs::SubscriptionFilter'
const handler = 'index.handler'
const otlp = {
  endpoint: 'https://otlp.example.com',
  headersSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:otlp-a1b2c3',
}

/** Packages a service: its zip file, and its resources without the time that is in the name of that file. */
async function packagedFiles(hoptrace: object) {
  const folder = serviceFolder({ custom: { hoptrace } })
  const target = path.join(folder, 'packaged')
  const { resources } = await packageService(folder, target)
  const json = JSON.stringify(resources).replace(/serverless\/[^"]*\/shop\.zip/g, 'shop.zip')
  return { resources: JSON.parse(json), zip: readFileSync(path.join(target, 'shop.zip')) }
}

describe('the option otlp of the plugin', () => {
  it('subscribes a function to the log groups of the others', async () => {
    const { code, output, resources } = await packaged({
      functions: { orders: { handler }, pay: { handler }, quiet: { handler, disableLogs: true } },
      custom: { hoptrace: { otlp } },
    })
    expect([code, reports(output)]).toEqual([0, []])
    const groups = Object.values(ofType(resources, FILTER)).map(
      (one) => one.Properties.LogGroupName,
    )
    expect(groups).toEqual([{ Ref: 'OrdersLogGroup' }, { Ref: 'PayLogGroup' }])
    expect(resources).toHaveProperty('HoptraceForwarder')
    expect(findProblems(resources)).toEqual([])
  })

  it('leaves the functions as they are: their packages, environments and roles', async () => {
    const [without, withOtlp] = await Promise.all([packagedFiles({}), packagedFiles({ otlp })])
    const added = Object.keys(withOtlp.resources).filter((id) => id.startsWith('HoptraceForwarder'))
    const others = Object.entries(withOtlp.resources).filter(([id]) => !added.includes(id))
    expect(added).not.toEqual([])
    expect(Object.fromEntries(others)).toEqual(without.resources)
    expect(without.zip.length).toBeGreaterThan(0)
    expect(withOtlp.zip.equals(without.zip)).toBe(true)
  })

  it('fails the packaging if a log group has as many subscriptions as AWS allows', async () => {
    const filter = {
      Type: FILTER,
      Properties: {
        LogGroupName: { Ref: 'OrdersLogGroup' },
        DestinationArn: 'arn:aws:lambda:eu-central-1:123456789012:function:other',
        FilterPattern: '',
      },
    }
    const { code, output } = await packaged({
      functions: { orders: { handler } },
      resources: { Resources: { One: filter, Two: filter } },
      custom: { hoptrace: { otlp } },
    })
    expect(code).toBe(1)
    expect(output).toContain('AWS allows 2 subscription filters, and it has One and Two')
    expect(output).not.toContain('at HoptracePlugin')
  })
})
