import { escapeControls } from '../terminal.ts'
import { describeAll } from './describe-measures.ts'
import type { MapEdge, MapNode, ServiceMap } from './service-map.ts'

const MAX_NAME_LENGTH = 80

/** Writes a map as a flow chart in Mermaid's language. */
export function mermaidMap({ nodes, edges }: ServiceMap): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  const lines = [
    'flowchart LR',
    ...nodes.map((node) => `  ${ids.get(node.id)}${nodeText(node)}`),
    ...edges.map((edge) => `  ${ids.get(edge.from)} ${arrow(edge)} ${ids.get(edge.to)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** A service is a rectangle, and what only its callers know is round. */
function nodeText(node: MapNode): string {
  const label = [escapeMermaid(node.name), describeAll(node)].filter(Boolean).join('<br/>')
  return node.kind === 'service' ? `["${label}"]` : `(["${label}"])`
}

/** A call that is gone is dotted. */
function arrow(edge: MapEdge): string {
  return `${edge.change === 'gone' ? '-.->' : '-->'}|"${describeAll(edge)}"|`
}

/**
 * Escapes a name of a log. Mermaid reads `#35;` as the character with this number, also in quotes, and
 * HTML and Markdown in a label.
 */
function escapeMermaid(name: string): string {
  const characters = [...escapeControls(name)]
  const cut = characters.length > MAX_NAME_LENGTH
  const shown = cut ? [...characters.slice(0, MAX_NAME_LENGTH - 1), '…'] : characters
  return shown
    .map((one) => (/[\p{L}\p{N} _.:/…-]/u.test(one) ? one : `#${one.codePointAt(0)};`))
    .join('')
}
