import { padTo, textWidth } from '../terminal.ts'
import { escapeHtml } from '../trace/html-text.ts'
import { describeAll, describeParts } from './describe-measures.ts'
import { layout, type Placed } from './layout.ts'
import type { MapEdge, MapNode, ServiceMap } from './service-map.ts'

const BOX = { width: 292, height: 78 }
const GAP = { x: 110, y: 22 }
const MARGIN = 24
/** Lines that pass a column run above its boxes, in the gap between rows. */
const LIFT = 76
/** Characters in a box. What a wide font makes longer is cut off at its border. */
const MAX_NAME = 30
const MAX_TEXT = 36

/** Draws a map as SVG: a box for each node, and a line for each call, which says its measures if pointed at. */
export function svgMap(map: ServiceMap): string {
  const placed = layout(map)
  const places = [...placed.values()]
  const width = endOf(
    places.map(({ column }) => column),
    BOX.width,
    GAP.x,
  )
  const height = endOf(
    places.map(({ row }) => row),
    BOX.height,
    GAP.y,
  )
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="Services and what they call: the tables below say the same">
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8"/></marker></defs>
${map.edges.map((edge) => line(edge, placed)).join('\n')}
${places.map(box).join('\n')}
</svg>`
}

function endOf(indexes: readonly number[], size: number, gap: number): number {
  const last = indexes.reduce((most, index) => Math.max(most, index), 0)
  return 2 * MARGIN + (last + 1) * (size + gap) - gap
}

function cornerOf({ column, row }: Placed): { x: number; y: number } {
  return {
    x: MARGIN + column * (BOX.width + GAP.x),
    y: MARGIN + row * (BOX.height + GAP.y),
  }
}

function box(place: Placed): string {
  const { node } = place
  const { x, y } = cornerOf(place)
  const [detail = 'writes no records', ...more] = describeParts(node)
  const texts = [detail, ...more].map((text, index) => {
    return `<text class="quiet" x="12" y="${44 + 20 * index}">${escapeHtml(cut(text, MAX_TEXT))}</text>`
  })
  const title = `${node.name}: ${[detail, ...more].join(', ')}`
  return `<g class="${classesOf(node, node.kind)}"><title>${escapeHtml(title)}</title>
<svg x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}"><rect x="1" y="1" width="${BOX.width - 2}" height="${BOX.height - 2}" rx="6"/>
<text x="12" y="24">${escapeHtml(cut(node.name, MAX_NAME))}</text>
${texts.join('\n')}</svg></g>`
}

function line(edge: MapEdge, placed: ReadonlyMap<string, Placed>): string {
  const [from, to] = [placed.get(edge.from), placed.get(edge.to)]
  if (from === undefined || to === undefined) return ''
  const [begin, end] = [cornerOf(from), cornerOf(to)]
  const x = begin.x + BOX.width
  const y = begin.y + BOX.height / 2
  const endY = end.y + BOX.height / 2
  const bend = GAP.x / 2
  const lift = to.column === from.column + 1 ? 0 : LIFT
  const path = `M${x} ${y}C${x + bend} ${y - lift} ${end.x - bend} ${endY - lift} ${end.x} ${endY}`
  const title = `${from.node.name} → ${to.node.name}: ${describeAll(edge)}`
  return `<g class="${classesOf(edge)}"><title>${escapeHtml(title)}</title><path d="${path}" marker-end="url(#head)"/></g>`
}

function classesOf({ change }: MapNode | MapEdge, kind = 'call'): string {
  return [kind, ...(change === undefined ? [] : ['changed', change])].join(' ')
}

function cut(text: string, width: number): string {
  return textWidth(text) > width ? padTo(text, width) : text
}
