import { parseArgs } from 'node:util'
import { queries } from '../../queries/index.ts'
import type { Command } from '../command.ts'
import { wantsColour } from '../host.ts'
import { createPaint } from '../terminal.ts'

/** `hoptrace queries` */
export const queriesCommand: Command = {
  summary: 'Lists the queries, each with the question it answers.',
  help: `hoptrace queries [--json]

Lists the queries that hoptrace query knows by name.

  --json   The queries as data, with their text in Logs Insights QL.`,
  async run(args, host) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
    if (values.json) {
      host.out.write(`${JSON.stringify(queries, undefined, 2)}\n`)
      return true
    }
    const paint = createPaint(wantsColour(host, host.out))
    const names = queries.map(({ id, parameters }) =>
      [id, ...parameters.map(({ name }) => `--param ${name}=…`)].join(' '),
    )
    const width = Math.max(...names.map((name) => name.length))
    queries.forEach(({ question }, index) => {
      host.out.write(`${paint('bold', (names[index] ?? '').padEnd(width))}  ${question}\n`)
    })
    return true
  },
}
