import { escapeHtml } from '../trace/html-text.ts'

/** A line of a chart. */
interface ChartLine {
  readonly name: string
  readonly points: readonly { readonly time: number; readonly value: number }[]
}

/** What a chart shows. */
export interface Chart {
  readonly title: string
  readonly lines: readonly ChartLine[]
  /** A time that is marked. */
  readonly mark: number | undefined
  format(value: number): string
}

const WIDTH = 860
const HEIGHT = 180
const LEFT = 70
const BOTTOM = 24
const TOP = 8
/** Points that are further apart are not joined: between two periods there may be a gap. */
const GAPS = 3

/** Draws lines over the time as SVG. */
export function svgChart({ title, lines, mark, format }: Chart): string {
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) return ''
  const times = points.map(({ time }) => time)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const top = Math.max(...points.map(({ value }) => value), Number.MIN_VALUE)
  const x = (time: number): number => {
    return LEFT + ((WIDTH - LEFT) * (time - first)) / Math.max(last - first, 1)
  }
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)
  const paths = lines.map(({ name, points: own }, index) => {
    const path = pathOf(own, x, y)
    return `<path class="line${index}" d="${path}"><title>${escapeHtml(name)}</title></path>`
  })
  const marked =
    mark === undefined || mark < first || mark > last
      ? ''
      : `<line class="mark" x1="${at(x(mark))}" x2="${at(x(mark))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`
  const legend = lines.map(
    ({ name }, index) => `<span class="line${index}">${escapeHtml(name)}</span>`,
  )
  return `<figure><figcaption>${escapeHtml(title)} ${legend.join(' ')}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>
<text x="${LEFT - 6}" y="${TOP + 10}" text-anchor="end">${escapeHtml(format(top))}</text>
<text x="${LEFT - 6}" y="${HEIGHT - BOTTOM}" text-anchor="end">0</text>
<text x="${LEFT}" y="${HEIGHT - 6}">${clock(first)}</text>
<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${clock(last)}</text>
${marked}${paths.join('')}
</svg></figure>`
}

function pathOf(
  points: ChartLine['points'],
  x: (time: number) => number,
  y: (value: number) => number,
): string {
  const steps = points.slice(1).map(({ time }, index) => time - (points[index]?.time ?? 0))
  const usual = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0
  return points
    .map(({ time, value }, index) => {
      const isApart = index === 0 || (steps[index - 1] ?? 0) > usual * GAPS
      return `${isApart ? 'M' : 'L'}${at(x(time))} ${at(y(value))}`
    })
    .join('')
}

function at(place: number): string {
  return place.toFixed(1)
}

function clock(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}Z`
}
