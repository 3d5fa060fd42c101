import { UsageError } from '../cli-error.ts'
import { wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { type CostItem, estimate, estimateXray, total } from '../cost/estimate.ts'
import { measureTraffic, type Traffic } from '../cost/measure.ts'
import { ASSUMPTIONS, PRICES } from '../cost/prices.ts'
import { LOG_FLAGS, LOG_HELP, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import type { QueryResult } from '../query-result.ts'
import { drawTable } from '../table.ts'
import { createPaint } from '../terminal.ts'

const FLAGS = { ...LOG_FLAGS, requests: { type: 'string' }, rate: { type: 'string' } } as const
const MAX_REQUESTS = 1e15

const METHOD = [
  `Prices of us-east-1 as of ${PRICES.asOf}: logs $${PRICES.ingestionPerGb} per GB written and $${PRICES.storagePerGbMonth} per GB and month,`,
  `Logs Insights $${PRICES.insightsPerGb} per GB, metrics $${PRICES.metricMonth} each, X-Ray $${PRICES.xrayPerMillionTraces} per million traces after the first ${PRICES.xrayFreeTraces.toLocaleString('en-US')}.`,
  `Assumed: logs are kept for ${ASSUMPTIONS.retentionDays} days, and ${ASSUMPTIONS.queries} queries a month read a day of logs each.`,
  'Endings are also written for requests that are not sampled.',
].join('\n')

/** `hoptrace cost` */
export const costCommand: Command = {
  summary: 'Estimates what tracing costs a month, from the records of a real run.',
  help: `hoptrace cost --requests 1000000 [--rate 0.1]

Measures the bytes that a request writes, and estimates what that many requests cost a month at AWS.
If the rate is below 1, the costs at rate 1 are shown too.

  --requests <number>  Requests a month, over all services. Required.
  --rate <share>       The share of requests that is sampled, from 0 to 1. Default: 1.

${METHOD}

${LOG_HELP}`,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values, positionals } = takeFiles(line.values, line.positionals)
    if (positionals.length > 0) throw new UsageError(`Unexpected argument '${positionals[0]}'`)
    if (values.requests === undefined) throw new UsageError('--requests is required')
    const requests = readNumber('--requests', values.requests, MAX_REQUESTS)
    const rate = readNumber('--rate', values.rate ?? '1', 1)
    const traffic = await measureTraffic(openLog(values, io))
    const { out } = io
    const table = compare(costsAt(rate, traffic, requests), costsAt(1, traffic, requests), rate)
    out.write(`${describe(traffic)}\n\n`)
    out.write(
      drawTable(table, createPaint(wantsColour(io, out)), out.isTTY ? out.columns : undefined),
    )
    out.write(`\n${METHOD}\n`)
    return true
  },
}

function describe({ bytes, endingBytes, requests }: Traffic): string {
  const average = `average of ${plural(requests, 'request')}`
  return `A request writes ${Math.round(bytes)} bytes, ${Math.round(endingBytes)} of them in endings (${average}).`
}

function costsAt(rate: number, traffic: Traffic, requests: number): CostItem[] {
  const items = estimate(traffic, requests, rate)
  const xray = estimateXray(requests, rate)
  const sum = { name: 'Total', amount: '', cost: total(items) }
  return [...items, sum, { ...xray, name: 'Total with X-Ray', cost: sum.cost + xray.cost }]
}

function compare(
  items: readonly CostItem[],
  itemsAtFullRate: readonly CostItem[],
  rate: number,
): QueryResult {
  const lines = items.map(({ name, amount, cost }, index) => {
    const full = itemsAtFullRate[index] as CostItem
    return [name, amount, dollars(cost), full.amount, dollars(full.cost)]
  })
  const names = ['A month', `at rate ${rate}`, 'cost', 'at rate 1', 'cost at rate 1']
  const columns = rate === 1 ? names.slice(0, 3) : names
  const rows = lines.map((cells) =>
    Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
  )
  return { columns, rows, numeric: new Set<string>(), truncated: false }
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`
}

function readNumber(flag: string, text: string, max: number): number {
  const number = Number(text)
  if (/^[\d.e]+$/.test(text) && number >= 0 && number <= max) return number
  throw new UsageError(`${flag} takes a number from 0 to ${max}, not '${text}'`)
}
