import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, it, onTestFinished } from 'vitest'
import { serviceResources } from '../../src/cloudformation/index.ts'
import { loadSample } from '../docs/page.ts'

/** The first synthesis loads the CDK. */
const TIMEOUT_MS = 60_000

/** Synthesizes an app. It throws what cdk-nag refuses. */
function synthesize(app: App) {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
}

function newApp(): App {
  const outdir = mkdtempSync(path.join(tmpdir(), 'hoptrace-nag-'))
  onTestFinished(() => rmSync(outdir, { recursive: true }))
  return new App({ outdir })
}

it(
  'cdk-nag finds nothing in the resources of a service',
  () => {
    const app = newApp()
    const templateFile = path.join(app.outdir, 'resources.json')
    const Resources = serviceResources({
      service: 'shop',
      functions: { orders: {} },
      frontend: { logGroup: '/shop/frontend' },
      notify: { email: ['oncall@example.com'] },
    })
    writeFileSync(templateFile, JSON.stringify({ Resources }))
    // It makes objects of the classes that cdk-nag's rules know.
    new CfnInclude(new Stack(app, 'Shop'), 'Hoptrace', { templateFile })
    expect(() => synthesize(app)).not.toThrow()
  },
  TIMEOUT_MS,
)

it(
  'cdk-nag finds nothing in an app that gives the reason for X-Ray’s permission',
  async () => {
    const { app } = await loadSample('docs/cdk.md', 'acknowledge')
    expect(() => synthesize(app)).not.toThrow()
  },
  TIMEOUT_MS,
)
