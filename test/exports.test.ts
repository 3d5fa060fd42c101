import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

const metadata = JSON.parse(readFileSync('package.json', 'utf8'))
const { exports } = metadata
const require = createRequire(import.meta.url)

const PUBLIC: Record<string, string[]> = {
  hoptrace: ['currentTrace', 'traceFields'],
  'hoptrace/middy': [
    'addTraceHeaders',
    'createLambdaTraceContext',
    'eachRecord',
    'logLambdaError',
    'logLambdaStart',
    'logLambdaSuccess',
    'logServiceCall',
    'tracing',
    'withLambdaTracing',
  ],
  'hoptrace/node': ['withNodeTracing'],
  'hoptrace/next': [
    'createTraceContext',
    'currentTrace',
    'extractTraceId',
    'injectTraceId',
    'logError',
    'logHop',
    'logRequest',
    'logResponse',
    'onRequestError',
    'register',
    'requestErrors',
    'withActionTracing',
    'withApiTracing',
    'withProxyTracing',
    'withTracing',
  ],
  'hoptrace/opennext': ['withOpenNextTracing'],
  'hoptrace/aws': ['traceClient'],
  'hoptrace/xray': ['xray'],
  'hoptrace/otlp': ['forwarder', 'otlp'],
  'hoptrace/otel': ['defaultSpans', 'registerHoptrace'],
  'hoptrace/testing': ['captureTrace', 'events', 'expectTrace', 'lambdaContext'],
  'hoptrace/testing/setup': [],
  'hoptrace/queries': ['queries'],
  'hoptrace/cloudformation': [
    'logGroupProperties',
    'metricsEnvironment',
    'resourcesBeside',
    'serviceResources',
    'templateProblems',
    'xrayEnvironment',
    'xrayStatement',
  ],
  'hoptrace/cdk': ['Hoptrace'],
  'hoptrace/serverless': ['default'],
}

const FILES = [
  'hoptrace/record.schema.json',
  'hoptrace/cli-output.schema.json',
  'hoptrace/package.json',
]

const isFile = (entry: string) => entry.endsWith('.json')

describe('the package', () => {
  it('exports these entries and no others', () => {
    const names = Object.keys(exports).map((entry) => `hoptrace${entry.slice(1)}`)
    expect(names).toEqual([...Object.keys(PUBLIC), ...FILES])
  })

  it.each(Object.entries(PUBLIC))(
    'gives under %s what is documented, no more',
    async (entry, names) => {
      expect(Object.keys(await import(entry)).sort()).toEqual(names)
    },
  )

  it.each(Object.keys(PUBLIC))('%s can be required too', (entry) => {
    const { __esModule, ...names } = require(entry) // Node's own mark of a default export
    expect(Object.keys(names).sort()).toEqual(PUBLIC[entry])
  })

  it('has the conditions types and default for each entry of code, some with module between them', () => {
    for (const [entry, conditions] of Object.entries(exports)) {
      if (isFile(entry)) continue
      expect(['types default', 'types module default']).toContain(
        Object.keys(conditions as object).join(' '),
      )
    }
  })

  it('has the same types for compilers that know no exports', () => {
    const entries = Object.entries(exports as Record<string, { types: string }>)
    const types = entries.filter(([entry]) => !isFile(entry))
    expect({
      '.': [metadata.types],
      ...Object.fromEntries(
        Object.entries(metadata.typesVersions['*']).map(([entry, files]) => [`./${entry}`, files]),
      ),
    }).toEqual(Object.fromEntries(types.map(([entry, conditions]) => [entry, [conditions.types]])))
  })

  it.each(FILES)('%s can be imported and required', async (entry) => {
    const { default: content } = await import(entry, { with: { type: 'json' } })
    expect(require(entry)).toEqual(content)
  })

  it('depends on no other package', () => {
    expect(metadata).not.toHaveProperty('dependencies')
  })
})
