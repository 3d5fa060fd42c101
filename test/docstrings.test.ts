import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from './docs/compile.ts'
import { type Export, type Member, readPublicApi, type Signature } from './docs/public-api.ts'

/** The entries of the package, as users import them, with their modules in `src`. */
function entries(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
  const modules = Object.entries<{ types?: string }>(exports).flatMap(([entry, { types }]) => {
    const file = types?.replace('./dist/', 'src/').replace('.d.ts', '.ts')
    return file === undefined ? [] : [[entry.replace('.', 'hoptrace'), file]]
  })
  return Object.fromEntries(modules)
}

const exported = readPublicApi(entries())
const callable = exported.filter(({ kind }) => kind === 'function' || kind === 'class')
/** The interfaces of options. */
const options = exported.filter(({ name }) => /(Options|Description)$/.test(name))
const [trace] = exported.filter(({ name }) => name === 'hoptrace Trace')

/** Options that have no default of their own, with the reason. */
const WITHOUT_DEFAULT: Readonly<Record<string, string>> = {
  'TracingOptions.redact': 'each of its members has a default',
  'TracingOptions.sampling': 'each of its members has a default',
  'ServiceDescription.retention': 'each of its members has a default',
  'ServiceDescription.alarms': 'each of its members has a default',
  'ServiceDescription.sampling': 'each of its members has a default',
  'PluginOptions.functions': 'each of its members has a default',
  'RedactOptions.key': 'a key is given if `pseudonymize` is',
}

/** What the documentation of a function lacks. */
function gapsOf({ name, kind, doc, signatures }: Export): string[] {
  const isShown = [doc, ...signatures.map((one) => one.doc)].some((one) => one.examples.length > 0)
  return [
    ...(kind === 'class' && doc.summary === '' ? [`${name} has no summary`] : []),
    ...(isShown ? [] : [`${name} has no @example`]),
    ...signatures.flatMap((one) => gapsOfSignature(name, kind, one)),
  ]
}

function gapsOfSignature(name: string, kind: Export['kind'], signature: Signature): string[] {
  const { doc, returns, parameters } = signature
  const isVoid = kind === 'class' || /^(void|undefined|Promise<void>)$/.test(returns)
  const isToldReturn = doc.tags.has('returns') || /^Returns\b/.test(doc.summary)
  return [
    ...(doc.summary === '' ? [`${name} has no summary`] : []),
    ...gapsOfParameters(name, { doc, parameters }),
    ...(isVoid || isToldReturn ? [] : [`${name} has no @returns`]),
  ]
}

function gapsOfParameters(
  name: string,
  { doc, parameters }: Pick<Member, 'doc' | 'parameters'>,
): string[] {
  const told = doc.parameters.length
  const missing = parameters.filter((one) => one !== undefined && !doc.parameters.includes(one))
  const others = doc.parameters.filter((one) => parameters.every((known) => known !== one))
  // What `@param` calls a parameter that is destructured is free.
  const unnamed = parameters.filter((one) => one === undefined).length
  return [
    ...missing.map((one) => `${name} has no @param ${one}`),
    ...(others.length > unnamed ? [`${name} has no parameter ${others.join()}`] : []),
    ...(missing.length === 0 && told < parameters.length ? [`${name} has too few @param`] : []),
  ]
}

describe('the documentation of the public API', () => {
  it('is read from every entry of the package', () => {
    const read = new Set(exported.map(({ name }) => name.split(' ')[0]))
    // An entry without exports is imported for what it does.
    expect([...read]).toEqual(Object.keys(entries()).filter((name) => !name.endsWith('/setup')))
    expect(callable.length).toBeGreaterThan(30)
  })

  it.each(Object.keys(entries()))('describes each function and class of %s', (entry) => {
    const own = callable.filter(({ name }) => name.startsWith(`${entry} `))
    expect(own.flatMap(gapsOf)).toEqual([])
  })

  it('has a summary of each type and constant', () => {
    const others = exported.filter(({ kind }) => kind === 'interface' || kind === 'other')
    const silent = others.filter(({ doc }) => doc.summary === '')
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('describes each member of Trace, and shows how a trace is used', () => {
    const { doc, members = [] } = trace ?? {}
    expect(doc?.examples).not.toEqual([])
    expect(members.length).toBeGreaterThan(10)
    const silent = members.filter((member) => member.doc.summary === '')
    expect(silent.map(({ name }) => name)).toEqual([])
    expect(members.flatMap((member) => gapsOfParameters(member.name, member))).toEqual([])
  })
})

describe('the documentation of options', () => {
  // Several entries export the same interface.
  const interfaces = new Map(options.map((one) => [one.name.split(' ')[1], one]))
  const members = [...interfaces].flatMap(([type, one]) =>
    one.members.map((member) => ({ ...member, name: `${type}.${member.name}` })),
  )

  it('describes each option', () => {
    expect(members.length).toBeGreaterThan(30)
    const silent = members.filter(({ doc }) => doc.summary === '')
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('states the default of each option', () => {
    const silent = members.filter(
      ({ name, doc, isOptional }) =>
        isOptional && !doc.tags.has('default') && !Object.hasOwn(WITHOUT_DEFAULT, name),
    )
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('lists exceptions only for existing options without a default', () => {
    const silent = members.filter(({ doc }) => !doc.tags.has('default')).map(({ name }) => name)
    expect(silent).toEqual(expect.arrayContaining(Object.keys(WITHOUT_DEFAULT)))
  })
})

describe('the examples of the public API', () => {
  const docsOf = ({ doc, signatures, members }: Export) =>
    new Set([doc, ...signatures.map((one) => one.doc), ...members.map((one) => one.doc)])

  it('compile', async () => {
    const examples = exported.flatMap((one) =>
      [...docsOf(one)].flatMap(({ examples }) =>
        examples.map((code) => ({ name: one.name, code })),
      ),
    )
    // Several entries export the same type, and one function has its examples once for each overload.
    const samples = new Map(examples.map(({ name, code }) => [code, { name, code }]))
    const named = [...samples.values()].map(({ name, code }, index) => ({
      name: `${name}, example ${index}`,
      code,
      isTsx: /<\/\w*>|\/>/.test(code),
    }))
    expect(named.length).toBeGreaterThan(30)
    expect(await compile(named)).toEqual({})
  })
})
