import { beginOf } from '../../src/cli/trace/step-times.ts'
import { buildTrees, flatten, stepName } from '../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../src/lines/record.ts'
import { hopNumber } from '../nine-hops.ts'
import { OUTLINE, styleSheet } from './waterfall-style.ts'

/** A step, with its times in milliseconds since the trace began. */
interface Row {
  readonly name: string
  readonly depth: number
  /** The place of the step's service in the order in which the services began. */
  readonly service: number
  /** The number of a hop. Other steps have none, and are drawn as outlines. */
  readonly hop: number | undefined
  readonly start: number
  readonly duration: number
}

// All in pixels.
const WIDTH = 880
const MARGIN = 24
const TITLE_Y = 38
const LEGEND_Y = 62
const AXIS_Y = 94
const ROWS_Y = 106
const ROW_HEIGHT = 25
const BAR_HEIGHT = 12
const MIN_BAR_WIDTH = 3
const NUMBER_X = MARGIN + 10
const NAMES_X = MARGIN + 28
const INDENT = 14
/** The widths of a character, at most: of a step's name, and on average of a service's. */
const NAME_CHARACTER_WIDTH = 7.3
const LEGEND_CHARACTER_WIDTH = 6.2
const DURATIONS_WIDTH = 78
const GAP = 18
const MAX_TICKS = 8

/**
 * Draws the waterfall of one trace as a picture for a page: bars on a scale of milliseconds, in one
 * colour for each service, with the numbered hops filled. It follows the reader's colour scheme, and
 * a screen reader reads its steps.
 */
export function waterfallSvg(records: readonly RequestRecord[]): string {
  const steps = flatten(buildTrees(records))
  const services = [...new Set(steps.map(({ record }) => record.service))]
  const begin = Math.min(...steps.map(({ record }) => beginOf(record)))
  const rows = steps.map(({ record, depth }) => ({
    name: stepName(record),
    depth,
    service: services.indexOf(record.service),
    hop: hopNumber(record),
    start: beginOf(record) - begin,
    duration: record.duration ?? 0,
  }))
  const whole = Math.max(...rows.map(({ start, duration }) => start + duration))
  const height = ROWS_Y + rows.length * ROW_HEIGHT + MARGIN - 6
  const title = `One request through ${services.length} services: ${inMs(whole)}`
  const scale = scaleOf(rows, whole)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeXml(title)}</title>
<desc id="desc">${escapeXml(describe(rows, services))}</desc>
<style>${styleSheet()}</style>
<rect class="card" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="10"/>
<text class="title" x="${MARGIN}" y="${TITLE_Y}">${escapeXml(title.split(':')[0] ?? '')}</text>
<text class="title end" x="${WIDTH - MARGIN}" y="${TITLE_Y}">${inMs(whole)}</text>
${legend(services)}
${axis(scale, whole, rows.length)}
${rows.map((row, index) => drawRow(row, index, scale)).join('\n')}
</svg>
`
}

/** Where the bars stand: the x of the trace's begin, and the pixels of a millisecond. */
interface Scale {
  readonly x: number
  readonly perMs: number
}

function scaleOf(rows: readonly Row[], whole: number): Scale {
  const names = rows.map(({ name, depth }) => depth * INDENT + name.length * NAME_CHARACTER_WIDTH)
  const x = Math.ceil(NAMES_X + Math.max(...names) + GAP)
  return { x, perMs: (WIDTH - MARGIN - DURATIONS_WIDTH - x) / Math.max(whole, 1) }
}

function drawRow(row: Row, index: number, scale: Scale): string {
  const { name, depth, hop, duration } = row
  const middle = ROWS_Y + (index + 0.5) * ROW_HEIGHT
  const baseline = middle + 4
  const parts = [
    hop === undefined ? '' : drawNumber(row, middle, baseline),
    `<text class="name" x="${NAMES_X + depth * INDENT}" y="${baseline}">${escapeXml(name)}</text>`,
    drawBar(row, middle, scale),
    `<text class="time end" x="${WIDTH - MARGIN}" y="${baseline}">${inMs(duration)}</text>`,
  ]
  return `<g class="step ${hop === undefined ? 'outline' : 'hop'}">${parts.join('')}</g>`
}

function drawNumber({ hop, service }: Row, middle: number, baseline: number): string {
  const circle = `<circle class="s${service}" cx="${NUMBER_X}" cy="${middle}" r="9"/>`
  return `${circle}<text class="number" x="${NUMBER_X}" y="${baseline}">${hop}</text>`
}

function drawBar({ hop, service, start, duration }: Row, middle: number, scale: Scale): string {
  const inset = hop === undefined ? OUTLINE / 2 : 0
  const x = round(scale.x + start * scale.perMs + inset)
  const y = round(middle - BAR_HEIGHT / 2 + inset)
  const width = round(Math.max(duration * scale.perMs, MIN_BAR_WIDTH) - 2 * inset)
  const rx = Math.min(3, width / 2)
  return `<rect class="s${service}" x="${x}" y="${y}" width="${width}" height="${BAR_HEIGHT - 2 * inset}" rx="${rx}"/>`
}

function legend(services: readonly string[]): string {
  let x = MARGIN
  const entries = services.map((service, index) => {
    const entry = `<rect class="s${index}" x="${x}" y="${LEGEND_Y - 10}" width="11" height="11" rx="3"/><text class="muted" x="${x + 17}" y="${LEGEND_Y}">${escapeXml(service)}</text>`
    x = Math.ceil(x + 17 + service.length * LEGEND_CHARACTER_WIDTH + GAP)
    return entry
  })
  return `<g class="legend hop">${entries.join('')}</g>`
}

function axis({ x, perMs }: Scale, whole: number, rows: number): string {
  const bottom = ROWS_Y + rows * ROW_HEIGHT
  const lines = ticksOf(whole).map((ms) => {
    const at = round(x + ms * perMs)
    return `<line x1="${at}" y1="${ROWS_Y - 4}" x2="${at}" y2="${bottom}"/><text class="muted tick" x="${at}" y="${AXIS_Y}">${ms} ms</text>`
  })
  return `<g class="axis">${lines.join('')}</g>`
}

/** Round numbers from 0 on, as many as there is room for. */
function ticksOf(whole: number): number[] {
  const decade = 10 ** Math.floor(Math.log10(Math.max(whole, 1)))
  const steps = [0.1, 0.2, 0.5, 1, 2].map((factor) => factor * decade)
  const step = steps.find((one) => whole / one < MAX_TICKS) ?? decade
  return Array.from({ length: Math.floor(whole / step) + 1 }, (_, index) => round(index * step))
}

function describe(rows: readonly Row[], services: readonly string[]): string {
  const lines = rows.map(({ name, service, hop, start, duration }) => {
    const number = hop === undefined ? '' : `Hop ${hop}: `
    return `${number}${name} in ${services[service]}, from ${inMs(start)}, for ${inMs(duration)}.`
  })
  return lines.join('\n')
}

function inMs(duration: number): string {
  return `${duration.toFixed(1)} ms`
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
}
