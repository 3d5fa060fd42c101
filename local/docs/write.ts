import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { queryFiles } from '../../src/cli/local/query-files.ts'
import { fillParameters } from '../../src/cli/parameters.ts'
import { drawTable } from '../../src/cli/table.ts'
import { createPaint } from '../../src/cli/terminal.ts'
import { type InsightsQuery, queries } from '../../src/queries/index.ts'
import { buildSystem } from '../build.ts'
import { writePrivateFile } from '../private-file.ts'
import { ROOT } from '../root.ts'
import { AGENTS_DOCUMENT, agentsDocument } from './agents-document.ts'
import { writePagePicture } from './page-picture.ts'
import { type Example, queriesDocument } from './queries-document.ts'
import { OUTPUT_SCHEMA, outputSchema, RECORD_SCHEMA, recordSchema } from './record-schema.ts'
import { imageRequestIn, parametersOf, sampleTraffic } from './sample-traffic.ts'
import { withFreshSamples } from './samples.ts'
import { TEMPLATE_WORDS, templateDocument } from './template-document.ts'
import { waterfallSvg } from './waterfall-svg.ts'
import { writeIncident } from './write-incident.ts'
import { writeSlowDay } from './write-slow-day.ts'

const DOCUMENT = 'cloudwatch-insights-queries.md'
const WATERFALL = 'docs/waterfall.svg'
const PAGE_PICTURE = 'docs/dev-page.png'
const INCIDENT = 'docs/incident-404.md'
const SLOW_DAY = 'docs/slow-since-noon.md'
const TEMPLATE = 'docs/deployed-template.md'
/** Pages whose console blocks show the tool's output. */
const PAGES = [
  'docs/command-line.md',
  'docs/costs.md',
  'docs/queries.md',
  'docs/troubleshooting.md',
]
const LOG = '.hoptrace/docs.ndjson'
const COLUMNS = 300
const MAX_ROWS = 5

const say = (text: string): void => void process.stdout.write(`${text}\n`)
await buildSystem(say)
say('Sending requests of each kind')
const lines = await sampleTraffic()
writePrivateFile(path.join(ROOT, LOG), `${lines.join('\n')}\n`)
const known = parametersOf(lines)
const examples: Record<string, Example> = {}
for (const query of queries) examples[query.id] = await ask(query)
writeFileSync(path.join(ROOT, DOCUMENT), queriesDocument(queries, examples))
say(`Wrote ${DOCUMENT}`)
writeFileSync(path.join(ROOT, WATERFALL), waterfallSvg(imageRequestIn(lines)))
say(`Wrote ${WATERFALL}`)
await writePagePicture(PAGE_PICTURE, LOG, known.traceId ?? '')
say(`Wrote ${PAGE_PICTURE}`)
await writeIncident(INCIDENT)
say(`Wrote ${INCIDENT}`)
await writeSlowDay(SLOW_DAY)
say(`Wrote ${SLOW_DAY}`)
const words = ['src/cli/main.ts', ...TEMPLATE_WORDS]
const template = execFileSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })
writeFileSync(path.join(ROOT, TEMPLATE), templateDocument(template))
say(`Wrote ${TEMPLATE}`)
writeFileSync(path.join(ROOT, RECORD_SCHEMA), recordSchema())
say(`Wrote ${RECORD_SCHEMA}`)
writeFileSync(path.join(ROOT, OUTPUT_SCHEMA), outputSchema())
say(`Wrote ${OUTPUT_SCHEMA}`)
writeFileSync(path.join(ROOT, AGENTS_DOCUMENT), agentsDocument(COMMANDS))
say(`Wrote ${AGENTS_DOCUMENT}`)
for (const name of PAGES) {
  const page = path.join(ROOT, name)
  writeFileSync(page, withFreshSamples(readFileSync(page, 'utf8')))
  say(`Wrote the samples of ${name}`)
}

async function ask(query: InsightsQuery): Promise<Example> {
  const parameters = Object.fromEntries(
    query.parameters.map(({ name }) => [name, known[name] ?? '']),
  )
  const text = fillParameters(query, parameters)
  const answer = await queryFiles(text, { files: [path.join(ROOT, LOG)] }, Date.now())
  const shown = { ...answer, rows: answer.rows.slice(0, MAX_ROWS) }
  const rest = answer.rows.length - shown.rows.length
  const table = drawTable(shown, createPaint(false), COLUMNS)
  if (answer.rows.length === 0) return { parameters, answer: 'Nothing found' }
  return { parameters, answer: table + (rest > 0 ? `… and ${rest} more\n` : '') }
}
