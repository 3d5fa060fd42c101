import type { Document, Node, Scalar } from 'yaml'
import type { Yaml } from '../source/yaml.ts'
import type { Edit } from './edit.ts'
import { plainValue } from './yaml-value.ts'

/** A template in YAML. */
export interface YamlTemplate {
  /** The template with functions in their long form; `undefined` if the text isn't YAML. */
  readonly template: unknown
  /** Why the text can't be read or edited. */
  readonly problem: string | undefined
  /** Returns the text with edits. Everything else stays as it is, also comments and short forms. */
  withEdits(edits: readonly Edit[]): string
}

/** What CloudFormation would not read as text without quotes. */
const NEEDS_QUOTES = /^(true|false|yes|no|on|off|y|n|null|~|[-+.\d].*)?$/i

/** Reads a template in YAML. */
export function openYamlTemplate(text: string, yaml: Yaml): YamlTemplate {
  // In this schema, all values are texts, which are written as they were read.
  const document = yaml.parseDocument(text, { schema: 'failsafe', logLevel: 'silent' })
  const mistake = document.errors[0]?.message.split('\n')[0]
  return {
    problem: mistake ?? uneditable(document, yaml),
    template: mistake === undefined ? plainValue(document.contents, document, yaml) : undefined,
    withEdits(edits) {
      const edited = withoutAliases(document.clone() as Document, yaml)
      for (const { path, value } of edits) setIn(edited, path, value, yaml)
      return edited.toString({ lineWidth: 0 })
    },
  }
}

/** Returns what stands in a document that can't be written out in its place. */
function uneditable(document: Document.Parsed, yaml: Yaml): string | undefined {
  let problem: string | undefined
  yaml.visit(document, {
    Pair(_key, { key }) {
      if (yaml.isScalar(key) && key.value === '<<') problem = 'it has a merge key (<<)'
    },
    Alias(_key, alias) {
      yaml.visit(alias.resolve(document) as Node, {
        Alias() {
          problem = 'it has an alias within an anchor'
        },
      })
    },
  })
  return problem && `${problem}. Write out what it stands for`
}

/** Writes out what aliases stand for, so that an edit changes one place only. */
function withoutAliases(document: Document, yaml: Yaml): Document {
  yaml.visit(document, {
    Alias: (_key, alias) => alias.resolve(document)?.clone() as Node | undefined,
  })
  yaml.visit(document, {
    Node(_key, node) {
      if ('anchor' in node) delete node.anchor
    },
  })
  return document
}

function setIn(document: Document, path: readonly string[], value: unknown, yaml: Yaml): void {
  path.slice(0, -1).forEach((_name, index) => {
    const parent = path.slice(0, index + 1)
    if (!yaml.isCollection(document.getIn(parent, true))) document.setIn(parent, new yaml.YAMLMap())
  })
  document.setIn(path, nodeOf(value, yaml))
}

function nodeOf(value: unknown, yaml: Yaml): Node {
  if (Array.isArray(value)) {
    const list = new yaml.YAMLSeq()
    for (const item of value) list.add(nodeOf(item, yaml))
    return list
  }
  if (typeof value !== 'object' || value === null) return scalarOf(value, yaml)
  const map = new yaml.YAMLMap()
  for (const [name, one] of Object.entries(value)) map.set(scalarOf(name, yaml), nodeOf(one, yaml))
  return map
}

function scalarOf(value: unknown, yaml: Yaml): Scalar {
  const scalar = new yaml.Scalar(String(value))
  if (typeof value === 'string' && NEEDS_QUOTES.test(value)) scalar.type = 'QUOTE_SINGLE'
  return scalar
}
