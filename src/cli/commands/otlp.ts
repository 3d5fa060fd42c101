import type { RecordEntry } from '../../lines/entry.ts'
import type { Signal } from '../../otlp/batch.ts'
import { deliver } from '../../otlp/deliver.ts'
import type { OtlpOptions } from '../../otlp/options.ts'
import { type OtlpSettings, resolveOtlpOptions } from '../../otlp/settings.ts'
import { createConverter } from '../../otlp/spans-of-records.ts'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { LOG_FLAGS, LOG_HELP, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import { withProgress } from '../progress.ts'
import { withConfig } from '../project-config.ts'
import { linesInside } from '../trace/doubtful.ts'

const FLAGS = {
  ...LOG_FLAGS,
  endpoint: { type: 'string' },
  logs: { type: 'boolean' },
} as const

/** How long a collector may answer that it can't take anything. */
const PATIENCE_MS = 60_000

/** `hoptrace otlp` */
export const otlpCommand: Command = {
  summary: 'Sends the spans of records to an OpenTelemetry backend.',
  help: `hoptrace otlp --log-group /aws/lambda/shop-prod-orders --since 1h --endpoint https://otlp.example.com
hoptrace otlp --file records.ndjson --endpoint http://localhost:4318

Makes spans of records, as forwarder() of hoptrace/otlp does, and sends them. Spans that are sent twice
have the same ids. Records that an application may have printed for somebody else are left out.

  --endpoint <url>     The collector's address, to which /v1/traces is added; or xray. Default:
                       OTEL_EXPORTER_OTLP_ENDPOINT, or http://localhost:4318.
  --logs               Sends lines and failures as log records too.

Headers, such as the one with the backend's key, come from OTEL_EXPORTER_OTLP_HEADERS.

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values, positionals } = takeFiles(line)
    if (positionals.length > 0) throw new UsageError(`Unknown argument '${positionals[0]}'`)
    const { endpoint, logs = false } = values
    const settings = settingsOf({ logs, ...(endpoint !== undefined && { endpoint }) })
    const log = openLog(withConfig(values), io)
    const entries: RecordEntry[] = []
    const search = { texts: ['spanId'], ql: 'filter ispresent(spanId) | sort @timestamp asc' }
    const { isCut } = await log.find(search, (entry, isInRange) => {
      if (isInRange && entry.kind === 'record') entries.push(entry)
    })
    if (isCut)
      io.err.write('There are more records: choose a shorter time, and send the rest later.\n')
    const inside = new Set(linesInside(entries))
    const records = entries.filter((entry) => !inside.has(entry)).map(({ record }) => record)
    const items = createConverter(logs)(records)
    if (items.spans.length === 0) {
      const places = (await log.describeSearch()).map((place) => `  ${place}\n`)
      io.err.write(`No spans found. Searched:\n${places.join('')}`)
      return false
    }
    const send = async (signal: Signal): Promise<void> => {
      const to = settings[signal]
      if (to !== undefined) await deliver(signal, items[signal], to, () => PATIENCE_MS)
    }
    await withProgress('Sending', io, async () => {
      await send('spans')
      await send('logRecords')
    }).catch((cause) => {
      throw new CliError(String(cause.message).replace('hoptrace: ', ''), { cause })
    })
    const sent = logs ? ` and ${plural(items.logRecords.length, 'log record')}` : ''
    io.out.write(`${plural(items.spans.length, 'span')}${sent} sent\n`)
    return true
  },
}

function settingsOf(options: OtlpOptions): OtlpSettings {
  try {
    return resolveOtlpOptions(options)
  } catch (cause) {
    throw new UsageError((cause as Error).message.replace('hoptrace: ', ''), { cause })
  }
}
