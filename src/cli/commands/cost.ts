import { UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { type CostColumn, costTable, dollars } from '../cost/cost-table.ts'
import { defaultResources } from '../cost/default-resources.ts'
import {
  type CostItem,
  estimateForwarder,
  estimateLogs,
  estimateParts,
  estimateXray,
  total,
} from '../cost/estimate.ts'
import { halve, type Saving } from '../cost/halve.ts'
import { measureTraffic, type Traffic } from '../cost/measure.ts'
import { type Parts, partsOf } from '../cost/parts.ts'
import { ASSUMPTIONS, LAMBDA_SAMPLING, PRICES } from '../cost/prices.ts'
import { LOG_FLAGS, LOG_HELP, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import { withConfig } from '../project-config.ts'
import { drawTable } from '../table.ts'
import { openTemplate } from '../template/template-file.ts'
import { createPaint } from '../terminal.ts'

const FLAGS = {
  ...LOG_FLAGS,
  requests: { type: 'string' },
  rate: { type: 'string' },
  template: { type: 'string' },
} as const
const MAX_REQUESTS = 1e15
/** The rate of sampling that the command suggests. */
const LOW_RATE = 0.1

const METHOD = [
  `Prices of us-east-1 as of ${PRICES.asOf}: logs $${PRICES.ingestionPerGb} per GB written and $${PRICES.storagePerGbMonth} per GB and month,`,
  `Logs Insights $${PRICES.insightsPerGb} per GB, Live Tail $${PRICES.liveTailPerMinute} a minute, metrics $${PRICES.metricMonth} each, alarms $${PRICES.alarmMetricMonth} a metric,`,
  `composite alarms $${PRICES.compositeAlarmMonth}, dashboards $${PRICES.dashboardMonth}, X-Ray $${PRICES.xrayPerMillionTraces} per million traces after the first ${PRICES.xrayFreeTraces.toLocaleString('en-US')}.`,
  `Assumed: logs are kept for ${ASSUMPTIONS.retentionDays} days, ${ASSUMPTIONS.queries} queries a month read a day of logs each, and requests come evenly.`,
  `Endings are also written for requests that are not sampled. X-Ray records ${LAMBDA_SAMPLING.perSecond} request a second and ${LAMBDA_SAMPLING.rate * 100} % of the others,`,
  'which is the rule of Lambda, whatever the rate.',
].join('\n')

const FORWARDER_METHOD = [
  `The forwarder: Lambda on arm64 $${PRICES.lambdaPerMillionInvocations} per million invocations and $${PRICES.lambdaPerGbSecond} per GB and second, a secret $${PRICES.secretMonth}. Assumed: each`,
  `traced invocation causes one of ${ASSUMPTIONS.forwarderSeconds * 1000} ms, which is the most: CloudWatch Logs sends lines together if there are many.`,
].join('\n')

/** `hoptrace cost` */
export const costCommand: Command = {
  summary: 'Estimates what tracing costs a month, from the records of a real run or a template.',
  help: `hoptrace cost --requests 1000000 [--rate 0.1] [--template <file>]
hoptrace cost --template <file>

Measures the bytes that a request writes, and estimates what that many requests cost a month at AWS, with
the metrics, alarms and dashboard that the Serverless plugin adds by default. If the rate is below 1, the
costs at rate 1 are shown too. At the end, it names what to leave out to halve the costs.

  --requests <number>  Requests a month, over all services. Required without --template.
  --rate <share>       The share of requests that is sampled, from 0 to 1. Default: 1.
  --template <file>    A packaged template, whose metrics, alarms and dashboard are counted instead of
                       the defaults. Without --requests, no records are read.

${METHOD}

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values: flags, positionals } = takeFiles(line)
    const values = withConfig(flags)
    if (positionals.length > 0) throw new UsageError(`Unexpected argument '${positionals[0]}'`)
    const { template: file } = values
    if (values.requests === undefined && file === undefined)
      throw new UsageError('--requests is required')
    const rate = readNumber('--rate', values.rate ?? '1', 1)
    const resources = file === undefined ? undefined : openTemplate(file).template.Resources
    if (values.requests === undefined) {
      printParts(partsOf(resources ?? {}), io)
      return true
    }
    const requests = readNumber('--requests', values.requests, MAX_REQUESTS)
    const traffic = await measureTraffic(openLog(values, io))
    printMonth(
      { traffic, requests, rate, parts: partsOf(resources ?? defaultResources(traffic)) },
      io,
    )
    return true
  },
}

interface Month {
  readonly traffic: Traffic
  readonly parts: Parts
  readonly requests: number
  readonly rate: number
}

function printParts(parts: Parts, io: CliIo): void {
  const items = estimateParts(parts, { metrics: 0, operations: 0, functions: [] }).filter(
    ({ cost }) => cost > 0,
  )
  print([{ items: [...items, sumOf(items)], rate: 1 }], io)
  printSavings(items, undefined, io)
}

function printMonth(month: Month, io: CliIo): void {
  const { traffic, requests, rate } = month
  const columnAt = (each: number): CostColumn => ({ items: itemsAt(month, each), rate: each })
  io.out.write(`${describe(traffic)}\n\n`)
  print(rate === 1 ? [columnAt(1)] : [columnAt(rate), columnAt(1)], io)
  const logsAt = (each: number) => total(estimateLogs(traffic, requests, each))
  const sampling = {
    what: `a sampling rate of ${LOW_RATE}. Failures keep all their records`,
    cost: logsAt(rate) - logsAt(Math.min(rate, LOW_RATE)),
  }
  printSavings(itemsAt(month, rate).slice(0, -1), sampling, io)
}

function itemsAt({ traffic, parts, requests }: Month, rate: number): CostItem[] {
  const items = [
    ...estimateLogs(traffic, requests, rate),
    ...estimateParts(parts, traffic),
    ...estimateForwarder(parts, requests * traffic.invocations),
    estimateXray(requests),
  ]
  return [...items, sumOf(items)]
}

function sumOf(items: readonly CostItem[]): CostItem {
  return { name: 'Total', amount: '', cost: total(items) }
}

function describe({ bytes, endingBytes, requests }: Traffic): string {
  const average = `average of ${plural(requests, 'request')}`
  return `A request writes ${Math.round(bytes)} bytes, ${Math.round(endingBytes)} of them in endings (${average}).`
}

function print(columns: readonly [CostColumn, CostColumn?], io: CliIo): void {
  const { out } = io
  const width = out.isTTY ? out.columns : undefined
  out.write(drawTable(costTable(columns), createPaint(wantsColour(io, out)), width))
}

function printSavings(items: readonly CostItem[], sampling: Saving | undefined, io: CliIo): void {
  const savings = halve(items, sampling)
  if (savings.length > 0) io.out.write('\nTo halve it, leave out in this order:\n')
  for (const { what, cost } of savings) io.out.write(`  ${dollars(cost)}  ${what}\n`)
  const hasForwarder = items.some(({ name }) => /^(?:Forwarder|Secret)/.test(name))
  io.out.write(`\n${METHOD}\n${hasForwarder ? `${FORWARDER_METHOD}\n` : ''}`)
}

function readNumber(flag: string, text: string, max: number): number {
  const number = Number(text)
  if (/^[\d.e]+$/.test(text) && number >= 0 && number <= max) return number
  throw new UsageError(`${flag} takes a number from 0 to ${max}, not '${text}'`)
}
