import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { packageService } from './package-service.ts'
import { packaged, propertiesOf, reports } from './packaged.ts'
import { serviceFolder } from './service-folder.ts'

describe('the alarms of a packaged service', () => {
  const handler = 'index.handler'
  const labels = (resources: Resources, id: string): string =>
    String(propertiesOf(resources, id).AlarmDescription).split('Watched: ')[1] ?? ''

  it('watch each function by what invokes it, and what stands beside', async () => {
    const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
    const { code, resources } = await packaged({
      provider: {
        name: 'aws',
        runtime: 'nodejs22.x',
        httpApi: { authorizers: { mine: { type: 'request', functionName: 'auth' } } },
      },
      functions: {
        orders: {
          handler,
          events: [{ httpApi: { method: 'get', path: '/orders', authorizer: 'mine' } }],
        },
        auth: { handler },
        work: { handler, events: [{ sqs: { arn: arn('Jobs') } }] },
        nightly: { handler, events: [{ schedule: 'rate(1 day)' }] },
      },
      resources: {
        Resources: {
          Jobs: {
            Type: 'AWS::SQS::Queue',
            Properties: { RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 } },
          },
          Dead: { Type: 'AWS::SQS::Queue' },
        },
      },
    })
    expect(code).toBe(0)
    expect(labels(resources, 'HoptraceAlarmFaults')).toBe('shop, shop-dev-auth')
    expect(labels(resources, 'HoptraceAlarmFunctionErrors')).toBe('orders, work')
    expect(labels(resources, 'HoptraceAlarmFailedJobs')).toBe('nightly')
    expect(labels(resources, 'HoptraceAlarmP99')).toBe('GET /orders')
    expect(labels(resources, 'HoptraceAlarmQueueAge')).toBe('Jobs')
    expect(labels(resources, 'HoptraceAlarmDeadLetters')).toBe('Dead')
    expect(labels(resources, 'HoptraceAlarmApiErrors')).toBe('HttpApi')
    expect(findProblems(resources)).toEqual([])
  })

  it('watch what serverless.yml changes in part, aliases, and routes as far as they can', async () => {
    const { code, output, resources } = await packaged({
      provider: {
        name: 'aws',
        runtime: 'nodejs22.x',
        apiGateway: { shouldStartNameWithService: true },
      },
      functions: {
        orders: { handler, events: [{ http: 'GET /größe' }, { http: 'GET /orders' }] },
        follow: {
          handler,
          provisionedConcurrency: 1,
          events: [{ stream: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' }],
        },
      },
      resources: {
        Resources: {
          ApiGatewayRestApi: {
            Type: 'AWS::ApiGateway::RestApi',
            Properties: { Description: 'Orders' },
          },
          FollowLambdaFunction: { Type: 'AWS::Lambda::Function', DependsOn: ['Topic'] },
          Topic: { Type: 'AWS::SNS::Topic' },
        },
      },
      custom: { hoptrace: { notify: { email: ['oncall@example.com'] } } },
    })
    expect(code).toBe(0)
    expect(labels(resources, 'HoptraceAlarmApiErrors')).toBe('ApiGatewayRestApi')
    expect(labels(resources, 'HoptraceAlarmIteratorAge')).toBe('follow')
    expect(labels(resources, 'HoptraceAlarmP99')).toBe('GET /orders')
    expect(reports(output)).toEqual([
      "functions.orders has no alarm for GET /größe: a metric's dimension is printable ASCII",
      'custom.hoptrace.notify notifies nobody in the stage dev: only prod, production, live do. To notify of dev too, set custom.hoptrace.notify.stages',
    ])
  })

  it.each([
    [200, false],
    [60, true],
  ])('fit into a stack with %i functions (routes: %s)', async (count, hasRoutes) => {
    const functions = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `f${index}`,
        { handler, events: hasRoutes ? [{ httpApi: `GET /f${index}` }] : [] },
      ]),
    )
    const provider = { name: 'aws', runtime: 'nodejs22.x', versionFunctions: hasRoutes }
    const { code, output, resources } = await packaged({ functions, provider })
    expect(code).toBe(0)
    expect(Object.keys(resources).length).toBeLessThanOrEqual(500)
    const ours = Object.keys(resources).filter((id) => id.startsWith('Hoptrace'))
    const most = 40 + 2 * Math.ceil(count / 5) + (hasRoutes ? Math.ceil(count / 5) : 0)
    expect(ours.length).toBeLessThanOrEqual(most)
    const left = reports(output).filter((text) => text.includes(' left out: '))
    expect(left.length > 0).toBe(!hasRoutes)
  })

  it('are reported if another plugin makes the stack too large', async () => {
    const folder = serviceFolder({ plugins: ['hoptrace/serverless', './late.cjs'] })
    writeFileSync(
      path.join(folder, 'late.cjs'),
      `module.exports = class {
        constructor({ service }) {
          this.hooks = {
            'after:aws:package:finalize:mergeCustomProviderResources': () => {
              const { Resources } = service.provider.compiledCloudFormationTemplate
              for (let n = 0; n < 500; n += 1) Resources['Late' + n] = { Type: 'AWS::SNS::Topic' }
            },
          }
        }
      }`,
    )
    const { output } = await packageService(folder, path.join(folder, 'packaged'))
    expect(reports(output).join()).toMatch(
      /the stack has 5\d\d resources, \d\d of them hoptrace's, and CloudFormation takes 500/,
    )
  })
})
