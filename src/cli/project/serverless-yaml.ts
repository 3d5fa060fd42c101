import path from 'node:path'
import type { Document, Node, YAMLSeq } from 'yaml'
import { type Edit, insert } from '../source/edit.ts'
import { readText } from '../source/read-text.ts'
import type { Yaml } from '../source/yaml.ts'
import { PLUGIN, type Provider, type ServerlessService } from './serverless-service.ts'

/** Reads a service from YAML. Returns `undefined` if the file isn't valid. */
export function readYamlService(file: string, yaml: Yaml): ServerlessService | undefined {
  const code = readText(file) ?? ''
  const document = parse(code, yaml)
  const content = contentOf(document)
  if (!yaml.isMap(document.contents) || content === undefined) return undefined
  const { provider, functions } = content
  return {
    file,
    provider: (provider ?? {}) as Provider,
    functions: [functions].flat().flatMap((each) => functionsIn(each, path.dirname(file), yaml)),
    pluginEdit: pluginEdit(document, code, yaml),
  }
}

function parse(code: string, yaml: Yaml): Document {
  // CloudFormation's tags, such as !Sub, are unknown, and of no interest here.
  return yaml.parseDocument(code, { logLevel: 'silent', uniqueKeys: false }) as Document
}

/** Returns `undefined` if it isn't valid, such as aliases of aliases that would not end. */
function contentOf(document: Document): Record<string, unknown> | undefined {
  try {
    return document.errors.length > 0 ? undefined : Object(document.toJS())
  } catch {
    return undefined
  }
}

/** All functions may stand in another file, and each of them. */
function functionsIn(value: unknown, folder: string, yaml: Yaml): unknown[] {
  return Object.values((fromFile(value, folder, yaml) ?? {}) as object).map((each) =>
    fromFile(each, folder, yaml),
  )
}

/** Reads what stands in another file: `${file(functions/orders.yml)}`, also `:name` of it. */
function fromFile(value: unknown, folder: string, yaml: Yaml): unknown {
  const reference =
    typeof value === 'string' ? /^\$\{file\(([^)]+)\)(?::(\w+))?\}$/.exec(value) : null
  if (reference === null) return value
  const file = path.join(folder, reference[1] ?? '')
  const text = /\.ya?ml$/.test(file) ? readText(file) : undefined
  const content = text === undefined ? undefined : contentOf(parse(text, yaml))
  return reference[2] === undefined ? content : content?.[reference[2]]
}

/** Returns the edit that adds the plugin, nothing if it is there, or `undefined` if it can't be made. */
function pluginEdit(document: Document, code: string, yaml: Yaml): Edit[] | undefined {
  const plugins = document.get('plugins', true) as Node | undefined
  const list = yaml.isMap(plugins) ? plugins.get('modules', true) : plugins
  if (list === undefined) return isFlow(document) ? undefined : [newList(document, code, yaml)]
  if (!yaml.isSeq(list)) return undefined
  if (list.items.some((item) => yaml.isScalar(item) && item.value === PLUGIN)) return []
  return addItem(list, code)
}

/** Whether the service is written as in JSON. */
function isFlow({ contents }: Document): boolean {
  return (contents as { flow?: boolean } | null)?.flow === true
}

function newList(document: Document, code: string, yaml: Yaml): Edit {
  const newline = code.includes('\r\n') ? '\r\n' : '\n'
  const text = ['plugins:', `  - ${PLUGIN}`, '', ''].join(newline)
  const pairs = yaml.isMap(document.contents) ? document.contents.items : []
  const keys = pairs.map(({ key }) => key as { value?: unknown; range?: [number, number, number] })
  const before = keys.find(({ value }) => value === 'provider') ?? keys.at(-1)
  return insert(startOfComment(code, before?.range?.[0] ?? code.length), text)
}

/** Comments directly above a key belong to it. */
function startOfComment(code: string, position: number): number {
  const lines = code.slice(0, position).split('\n').slice(0, -1)
  const others = lines.findLastIndex((line) => !/^\s*#/.test(line))
  const comments = lines.slice(others + 1)
  return position - comments.join('\n').length - (comments.length === 0 ? 0 : 1)
}

function addItem(list: YAMLSeq, code: string): Edit[] | undefined {
  const last = list.items.at(-1) as Node | undefined
  const end = last?.range?.[1]
  if (list.flow) {
    const at = end ?? (list.range?.[0] ?? 0) + 1
    return [insert(at, end === undefined ? PLUGIN : `, ${PLUGIN}`)]
  }
  if (end === undefined || last?.range == null) return undefined
  const newline = code.includes('\r\n') ? '\r\n' : '\n'
  const line = code.slice(0, last.range[0]).split('\n').at(-1) ?? ''
  const rest = /^[^\r\n]*/.exec(code.slice(end))?.[0] ?? ''
  return [insert(end + rest.length, `${newline}${/^\s*/.exec(line)?.[0] ?? ''}- ${PLUGIN}`)]
}
