import type { Document, Node } from 'yaml'
import type { Yaml } from '../source/yaml.ts'

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  '~': null,
  '': null,
}

/** Returns the value of a node. Functions get their long form: `!Ref Orders` is `{ Ref: 'Orders' }`. */
export function plainValue(node: unknown, document: Document, yaml: Yaml): unknown {
  if (yaml.isAlias(node)) return plainValue(node.resolve(document), document, yaml)
  const value = untagged(node, document, yaml)
  const { tag = '' } = (node ?? {}) as Node
  const [, name] = /^!(\w+)$/.exec(tag) ?? []
  if (name === undefined) return value
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value }
}

function untagged(node: unknown, document: Document, yaml: Yaml): unknown {
  if (yaml.isMap(node)) {
    const members = node.items.map(({ key, value }) => [
      String(yaml.isScalar(key) ? key.value : key),
      plainValue(value, document, yaml),
    ])
    return Object.fromEntries(members)
  }
  if (yaml.isSeq(node)) return node.items.map((item) => plainValue(item, document, yaml))
  if (!yaml.isScalar(node)) return null
  const text = String(node.value ?? '')
  if (node.type !== 'PLAIN') return text
  if (Object.hasOwn(WORDS, text)) return WORDS[text]
  return NUMBER.test(text) ? Number(text) : text
}
