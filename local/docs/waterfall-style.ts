/** The colours of one colour scheme. */
interface Palette {
  readonly surface: string
  readonly border: string
  readonly grid: string
  readonly text: string
  readonly muted: string
  /** Colours that people who see few colours can tell apart. */
  readonly services: readonly string[]
}

export const LIGHT: Palette = {
  surface: '#ffffff',
  border: '#d1d9e0',
  grid: '#e4e8ec',
  text: '#1f2328',
  muted: '#59636e',
  services: ['#0969da', '#bc4c00', '#0f766e', '#8250df'],
}

export const DARK: Palette = {
  surface: '#0d1117',
  border: '#3d444d',
  grid: '#262c36',
  text: '#f0f6fc',
  muted: '#9198a1',
  services: ['#58a6ff', '#f0883e', '#3fc7b3', '#bc8cff'],
}

/** The width of an outline in pixels. */
export const OUTLINE = 1.5

/** The style sheet of the waterfall, with the colours of both colour schemes. */
export function styleSheet(): string {
  return `
text { font: 12px -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
.title { font-size: 16px; font-weight: 600; }
.name { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.time { font-variant-numeric: tabular-nums; }
.number { font-size: 11px; font-weight: 600; text-anchor: middle; }
.tick { font-size: 11px; text-anchor: middle; }
.end { text-anchor: end; }
.outline rect { fill-opacity: .16; stroke-width: ${OUTLINE}; }
${colours(LIGHT)}
@media (prefers-color-scheme: dark) {
${colours(DARK)}
}
`
}

function colours({ surface, border, grid, text, muted, services }: Palette): string {
  return [
    `.card { fill: ${surface}; stroke: ${border}; }`,
    `.axis line { stroke: ${grid}; }`,
    `text { fill: ${text}; }`,
    `.muted, .outline text { fill: ${muted}; }`,
    `.number { fill: ${surface}; }`,
    ...services.map((colour, index) => `.s${index} { fill: ${colour}; }`),
    ...services.map((colour, index) => `.outline .s${index} { stroke: ${colour}; }`),
  ].join('\n')
}
