import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const SAMPLES = path.resolve('build/samples')

/** The fenced blocks of a page in one language, in their order. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  )
}

/** The lines of a page from a heading to the next one of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const lines = readFileSync(page, 'utf8').split('\n')
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && /^#/.test(line))
  if (start < 0) throw new Error(`${page} has no heading "${heading}"`)
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => (/^#+(?= )/.exec(line)?.[0].length ?? 9) <= level)
  return rest.slice(0, end < 0 ? undefined : end).join('\n')
}

/** The cells of the rows of a Markdown table, without its head. */
export function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
    .filter((_cells, index) => index > 1)
}

/** The files that a text shows, by their names: fenced blocks that begin with a comment that names one. */
export function filesIn(text: string): Readonly<Record<string, string>> {
  const blocks = text.matchAll(/```\w+\n((?:\/\/|#) ([\w./[\]-]+\.\w+)[^\n]*\n.*?)```/gs)
  return Object.fromEntries([...blocks].map(([, code = '', name = '']) => [name, code]))
}

/** Runs the page's first TypeScript sample that contains a text, against the built package. */
export async function loadSample(page: string, text: string) {
  const blocks = readFileSync(page, 'utf8').matchAll(/```(tsx?)\n(.*?)```/gs)
  const samples = [...blocks].map(([, loader, contents = '']) => ({ loader, contents }))
  const index = samples.findIndex(({ contents }) => contents.includes(text))
  if (index < 0) throw new Error(`${page} has no sample with "${text}"`)
  const { loader, contents } = samples[index] as { loader: 'ts' | 'tsx'; contents: string }
  mkdirSync(SAMPLES, { recursive: true })
  const outfile = path.join(SAMPLES, `${path.basename(page, '.md')}-${index}.mjs`)
  await build({
    stdin: { contents, loader, resolveDir: process.cwd() },
    outfile,
    format: 'esm',
    bundle: true,
    platform: 'node',
    packages: 'external',
    jsx: 'automatic',
    logLevel: 'silent',
  })
  return import(outfile)
}

const VARYING = ['timestamp', 'traceId', 'spanId', 'parentId', 'duration', 'host', 'initTime']

/** A record in which each value that differs from run to run is replaced by its type. */
export function steady(record: object): object {
  return JSON.parse(JSON.stringify(record), (key, value) =>
    VARYING.includes(key) ? typeof value : value,
  )
}

/** The event and the context of the invocation whose records the pages show. */
export const SHOWN_INVOCATION = [
  {
    headers: { traceparent: '00-01a2033f87ef76348bbae9bc8f6c8926-00f067aa0ba902b7-03' },
    requestContext: { http: { method: 'GET' } },
    routeKey: 'GET /orders/{id}',
  },
  { awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', functionName: 'shop-orders' },
] as const
