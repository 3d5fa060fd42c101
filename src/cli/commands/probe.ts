import type { RequestRecord } from '../../lines/record.ts'
import { UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { describeTime } from '../describe-range.ts'
import { LOG_FLAGS, LOG_HELP, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { awaitHops } from '../probe/await-hops.ts'
import { sendRequest } from '../probe/send-request.ts'
import { withConfig } from '../project-config.ts'
import { createPaint, escapeControls } from '../terminal.ts'
import { outcomeOf } from '../trace/waterfall.ts'

const FLAGS = {
  ...LOG_FLAGS,
  expect: { type: 'string', multiple: true },
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  data: { type: 'string' },
  timeout: { type: 'string' },
} as const

const DEFAULT_TIMEOUT_S = 60
const MAX_TIMEOUT_S = 3_600
const CLOCK_SKEW_MS = 60_000

/** `hoptrace probe` */
export const probeCommand: Command = {
  summary: 'Sends a request, and checks which hops come under its id.',
  help: `hoptrace probe <url> --expect rate-limit,lambda-invoke

Sends a request with a new trace id, waits for its records, and says which of the expected hops came under
this id. Exits with 1 if one is missing.

  --expect <hops>       Names of hops and checks, or actions of calls, with commas between. Required.
                        May be repeated.
  --method <method>     Default: GET, with --data POST.
  --header <line>       A header: 'authorization: Bearer …'. May be repeated.
  --data <text>         The body.
  --timeout <seconds>   How long to wait for the records. Default: ${DEFAULT_TIMEOUT_S}.

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values, positionals } = takeFiles(line)
    const [url = '', ...more] = positionals
    if (more.length > 0 || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new UsageError('Pass one URL that begins with http:// or https://')
    }
    const names = (values.expect ?? []).flatMap((list) => list.split(',')).filter(Boolean)
    if (names.length === 0) throw new UsageError('--expect is required')
    const timeoutMs = readSeconds(values.timeout) * 1_000
    const flags = withConfig(values)
    const since = flags.since ?? describeTime(io.now() - CLOCK_SKEW_MS)
    const open = () => openLog(flags['log-group'] === undefined ? flags : { ...flags, since }, io)
    // A log that can't be read is reported before the request is sent.
    await open().describeSearch()
    const method = values.method ?? (values.data === undefined ? 'GET' : 'POST')
    const signal = io.interrupted
    const request = { url, method, headers: values.header ?? [], body: values.data, signal }
    const { status, traceId } = await sendRequest(request)
    io.out.write(`${escapeControls(traceId)}\n${method} ${escapeControls(url)}: ${status}\n\n`)
    const now = (): number => io.now()
    const found = await awaitHops(open, { traceId, names, timeoutMs, now, signal })
    io.out.write(names.map((name) => describeHop(name, found.get(name), io)).join(''))
    return names.every((name) => found.has(name))
  },
}

function readSeconds(text = String(DEFAULT_TIMEOUT_S)): number {
  const seconds = Number(text)
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MAX_TIMEOUT_S) return seconds
  throw new UsageError(`--timeout takes 1 to ${MAX_TIMEOUT_S} seconds, not '${text}'`)
}

function describeHop(name: string, record: RequestRecord | undefined, io: CliIo): string {
  const paint = createPaint(wantsColour(io, io.out))
  if (record === undefined) return `${paint('red', '✗')} ${escapeControls(name)}  no record\n`
  const facts = `${name}  ${outcomeOf(record)} in ${record.service} (${record.layer})`
  return `${paint('green', '✓')} ${escapeControls(facts)}\n`
}
