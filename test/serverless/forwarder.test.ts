import { describe, expect, it } from 'vitest'
import { findProblems } from '../cloudformation/schema.ts'
import { ofType, packaged, reports } from './packaged.ts'

const FILTER = 'AWS::Logs::SubscriptionFilter'
const handler = 'index.handler'
const otlp = {
  endpoint: 'https://otlp.example.com',
  headersSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:otlp-a1b2c3',
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
