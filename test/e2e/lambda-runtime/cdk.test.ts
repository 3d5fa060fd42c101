import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Hoptrace } from 'hoptrace/cdk'
import { expect, it, onTestFinished } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { events } from '../../../src/testing/index.ts'
import { outermost } from '../../middy/invocation.ts'
import { metricsIn } from '../emitted-metrics.ts'
import { recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

/** Synthesizes an app with a function. Returns the folder of its bundle, and its environment. */
function synthesize(format: OutputFormat) {
  const outdir = mkdtempSync(path.join(tmpdir(), 'hoptrace-cdk-'))
  onTestFinished(() => rmSync(outdir, { recursive: true }))
  const stack = new Stack(new App({ outdir }), 'Shop')
  const orders = new NodejsFunction(stack, 'Orders', {
    entry: path.join(import.meta.dirname, 'handlers/http.ts'),
    runtime: Runtime.NODEJS_24_X,
    depsLockFilePath: path.join(ROOT, 'package-lock.json'),
    bundling: { format },
  })
  new Hoptrace(stack, 'Hoptrace', {
    service: 'shop',
    stage: 'prod',
    version: '1.2.3',
    functions: [{ function: orders, actions: ['orders:get'] }],
  })
  const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
  const [bundle = ''] = globSync(path.join(outdir, 'asset.*/index.*'))
  return {
    folder: path.dirname(bundle),
    handler: fn?.Properties.Handler as string,
    variables: fn?.Properties.Environment.Variables as Record<string, string>,
  }
}

it.each([OutputFormat.CJS, OutputFormat.ESM])(
  'a function that the CDK bundles as %s and traces writes records with its names',
  async (format) => {
    const { folder, handler, variables } = synthesize(format)
    const runtime = await startRuntime('http', {
      ...variables,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
    })
    const posted = await runtime.invoke(events.httpApi())
    expect(JSON.parse(posted?.body ?? '')).toMatchObject({ statusCode: 200 })
    const { lines, errors } = await runtime.stop()
    expect(errors).toBe('')
    const { start, ending } = outermost(recordsOf(lines))
    expect(start).toMatchObject({ service: 'shop', action: 'orders:get', layer: 'lambda' })
    expect(metricsIn(ending as never).length).toBeGreaterThan(0)
  },
)
