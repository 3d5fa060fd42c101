import { wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { formatJson } from '../format-json.ts'
import { parseFlags } from '../parse-command-line.ts'
import { projectQueries } from '../project-config.ts'
import { createPaint } from '../terminal.ts'

const FLAGS = { json: { type: 'boolean' } } as const

/** `hoptrace queries` */
export const queriesCommand: Command = {
  summary: 'Lists the queries, and the question that each answers.',
  help: `hoptrace queries [--json]

Lists the queries that hoptrace query runs by their names. hoptrace.json may leave queries out and add
others.

  --json   Prints the queries as data, with their text in Logs Insights QL.`,
  flags: FLAGS,
  async run(args, io) {
    const values = parseFlags(args, FLAGS)
    const queries = projectQueries()
    if (values.json) {
      io.out.write(formatJson(queries))
      return true
    }
    const paint = createPaint(wantsColour(io, io.out))
    const names = queries.map(({ id, parameters }) =>
      [id, ...parameters.map(({ name }) => `--param ${name}=…`)].join(' '),
    )
    const width = Math.max(...names.map((name) => name.length))
    queries.forEach(({ question }, index) => {
      io.out.write(`${paint('bold', (names[index] ?? '').padEnd(width))}  ${question}\n`)
    })
    return true
  },
}
