import { describe, expect, it } from 'vitest'
import { serviceResources } from '../../../src/cloudformation/index.ts'
import { hoptrace } from '../hoptrace.ts'

const SHOP = ['cloudformation', '--service', 'shop', '--stage', 'prod']

describe('hoptrace cloudformation', () => {
  it('writes a template of the described service', async () => {
    const { code, out } = await hoptrace([
      ...SHOP,
      ...['--function', 'orders=GET /orders/{id}', '--function', 'orders=a=b', '--function', 'pay'],
      ...['--frontend-log-group', '/shop/frontend', '--frontend-service', 'web'],
      ...['--email', 'a@example.com'],
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
        frontend: { logGroup: '/shop/frontend', service: 'web' },
        notify: { email: ['a@example.com'], pagerDuty: ['0123456789abcdef'] },
      }),
    })
  })

  it('queries log groups, and creates them only with --log-groups', async () => {
    const frontend = ['--frontend-log-group', '/shop/frontend']
    const existing = await hoptrace([...SHOP, '--function', 'orders', ...frontend])
    expect(existing.out).not.toContain('AWS::Logs::LogGroup')
    for (const name of ['/aws/lambda/shop-prod-orders', '/shop/frontend'])
      expect(existing.out).toContain(`"${name}"`)
    const created = await hoptrace([...SHOP, '--function', 'orders', ...frontend, '--log-groups'])
    expect(created.out.match(/"LogGroupName":"[^"]+"/g)).toEqual([
      '"LogGroupName":"/aws/lambda/shop-prod-orders"',
      '"LogGroupName":"/shop/frontend"',
    ])
  })

  it('has a line for each resource, and says if a request can’t contain the template', async () => {
    const functions = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => ['--function', `f${index}=GET /f${index}`]).flat()
    const small = await hoptrace([...SHOP, ...functions(1)])
    expect(small.err).toBe('')
    expect(Buffer.byteLength(small.out)).toBeLessThanOrEqual(51_200)
    expect(small.out.split('\n')).toHaveLength(
      Object.keys(JSON.parse(small.out).Resources).length + 7,
    )
    const large = await hoptrace([...SHOP, ...functions(20)])
    expect(large.code).toBe(0)
    expect(large.err).toContain(`The template has ${Buffer.byteLength(large.out)} bytes`)
    expect(large.err).toContain('upload it')
  })

  it.each([
    [['cloudformation'], '--service is required'],
    [SHOP, '--function is required'],
    [[...SHOP, '--function', 'a', '--frontend-service', 'web'], 'needs --frontend-log-group'],
    [[...SHOP, '--function', 'a b'], "option 'functions.a b' must be 1 to 128 letters"],
    [[...SHOP, '--function', 'a', '--email', 'me'], "option 'notify.email' must be"],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await hoptrace(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})
