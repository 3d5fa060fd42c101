import { describe, expect, it } from 'vitest'
import { serviceResources } from '../../../src/cloudformation/index.ts'
import { hoptrace } from '../hoptrace.ts'

const SHOP = ['cloudformation', '--service', 'shop', '--stage', 'prod']

describe('hoptrace cloudformation', () => {
  it('writes a template of the described service', async () => {
    const { code, out } = await hoptrace([
      ...SHOP,
      ...['--function', 'orders=GET /orders/{id}', '--function', 'orders=a=b', '--function', 'pay'],
      ...['--frontend-log-group', '/shop/frontend', '--email', 'a@example.com'],
      ...['--pagerduty', '0123456789abcdef'],
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: "hoptrace's resources for shop",
      Resources: serviceResources({
        service: 'shop',
        stage: 'prod',
        functions: { orders: { actions: ['GET /orders/{id}', 'a=b'] }, pay: {} },
        frontend: { logGroup: '/shop/frontend' },
        notify: { email: ['a@example.com'], pagerDuty: ['0123456789abcdef'] },
      }),
    })
  })

  it('leaves the log groups out with --no-log-groups', async () => {
    const { out } = await hoptrace([...SHOP, '--function', 'orders', '--no-log-groups'])
    expect(out).not.toContain('AWS::Logs::LogGroup')
    expect(out).toContain('/aws/lambda/shop-prod-orders')
  })

  it.each([
    [['cloudformation'], '--service is required'],
    [SHOP, '--function is required'],
    [[...SHOP, '--function', 'a b'], "option 'functions.a b' must be letters"],
    [[...SHOP, '--function', 'a', '--email', 'me'], "option 'notify.email' must be"],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await hoptrace(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})
