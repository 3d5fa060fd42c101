import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Template } from 'aws-cdk-lib/assertions'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { describe, expect, it } from 'vitest'
import { metricsEnvironment, xrayEnvironment } from '../../src/cloudformation/index.ts'
import { loadSample, sectionOf } from './page.ts'

const PAGE = 'docs/cdk.md'

// The first synthesis loads the CDK.
describe('docs/cdk.md', { timeout: 60_000 }, () => {
  it('shows an app whose function is traced, with its route as action', async () => {
    const { stack } = await loadSample(PAGE, 'HttpLambdaIntegration')
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } })
    expect(JSON.stringify(template.toJSON())).toContain(
      '"Name":"action","Value":"GET /orders/{id}"',
    )
    expect(Annotations.fromStack(stack).findWarning('*', {} as never)).toEqual([])
  })

  it('names the variables that a function gets beside those of metrics and X-Ray', async () => {
    const { stack } = await loadSample(PAGE, 'HttpLambdaIntegration')
    const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    const known = Object.keys({ ...metricsEnvironment, ...xrayEnvironment })
    const others = Object.keys(fn?.Properties.Environment.Variables).filter(
      (name) => !known.includes(name),
    )
    const [fixed = ''] = sectionOf(PAGE, 'What a function gets').match(/`HOPTRACE_[^;]+/) ?? []
    expect(fixed.match(/HOPTRACE_\w+/g)).toEqual(others.toSorted())
  })

  it('shows options of functions, a function that follows, and how to find the construct', async () => {
    const { trace } = await loadSample(PAGE, 'addFunction')
    const stack = new Stack(new App(), 'Shop')
    const [orders, pay] = ['Orders', 'Pay'].map(
      (id) =>
        new LambdaFunction(stack, id, {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('exports.handler = async () => 1'),
        }),
    )
    expect(trace(stack, orders, pay)).toBe(stack.node.findChild('Hoptrace'))
    const text = JSON.stringify(Template.fromStack(stack).toJSON())
    expect(text).toContain('"Name":"action","Value":"orders:get"')
    expect(text).toContain('"Threshold":500')
  })
})
