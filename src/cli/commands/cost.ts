import { parseArgs } from 'node:util'
import type { Answer } from '../answer.ts'
import { UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { estimate, estimateXray, type Item, total } from '../cost/estimate.ts'
import { measure } from '../cost/measure.ts'
import { ASSUMED, PRICES } from '../cost/prices.ts'
import { wantsColour } from '../host.ts'
import { LOG_HELP, LOG_OPTIONS, openLog } from '../log.ts'
import { drawTable } from '../table.ts'
import { createPaint } from '../terminal.ts'

const OPTIONS = { ...LOG_OPTIONS, requests: { type: 'string' }, rate: { type: 'string' } } as const

const METHOD = [
  `Prices of us-east-1 as of ${PRICES.asOf}: logs $${PRICES.ingestionPerGb} a GB in, $${PRICES.storagePerGbMonth} a GB and month,`,
  `Insights $${PRICES.insightsPerGb} a GB, a metric $${PRICES.metricMonth}, X-Ray $${PRICES.xrayPerMillionTraces} a million traces after the first ${PRICES.xrayFreeTraces.toLocaleString('en-US')}.`,
  `Logs are kept for ${ASSUMED.retentionDays} days; ${ASSUMED.queries} queries a month read a day each.`,
  'Endings are written also of requests that are not sampled.',
].join('\n')

/** `hoptrace cost` */
export const costCommand: Command = {
  summary: 'Estimates what tracing costs in a month, from the records of a real run.',
  help: `hoptrace cost --requests 1000000 [--rate 0.1]

Measures what a request writes, and estimates what so many of them cost in a month at AWS, if
this share of them is sampled, beside what they cost if all are.

  --requests <number>  Requests a month, over all services.
  --rate <share>       The share that is sampled, from 0 to 1; default 1.

${METHOD}

${LOG_HELP}`,
  async run(args, host) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    if (values.requests === undefined) throw new UsageError('--requests is needed')
    const requests = readNumber('--requests', values.requests, 1e15)
    const rate = readNumber('--rate', values.rate ?? '1', 1)
    const traffic = await measure(openLog(values, host))
    const { out } = host
    const paint = createPaint(wantsColour(host, out))
    out.write(
      `A request writes ${Math.round(traffic.bytes)} bytes, ${Math.round(traffic.endingBytes)} of them endings (measured over ${traffic.requests}).\n\n`,
    )
    const at = (share: number): Item[] => {
      const items = estimate(traffic, requests, share)
      const xray = estimateXray(requests, share)
      const whole = { name: 'Total', amount: '', cost: total(items) }
      const withXray = { ...xray, name: 'Total with X-Ray', cost: whole.cost + xray.cost }
      return [...items, whole, withXray]
    }
    const table = compare(at(rate), at(1), rate)
    out.write(drawTable(table, paint, out.isTTY ? out.columns : undefined))
    out.write(`\n${METHOD}\n`)
    return true
  },
}

function compare(items: readonly Item[], full: readonly Item[], rate: number): Answer {
  const lines = items.map(({ name, amount, cost }, index) => {
    const all = full[index] as Item
    return [name, amount, dollars(cost), all.amount, dollars(all.cost)]
  })
  const names = ['A month', `at rate ${rate}`, 'costs', 'at rate 1', 'costs then']
  const columns = rate === 1 ? names.slice(0, 3) : names
  const rows = lines.map((cells) =>
    Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
  )
  return { columns, rows, numeric: new Set<string>(), truncated: false }
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`
}

function readNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (/^[\d.e]+$/.test(text) && number >= 0 && number <= most) return number
  throw new UsageError(`${option} takes a number from 0 to ${most}, not '${text}'`)
}
