import { setFlagsFromString } from 'node:v8'
import { UsageError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { freshSourceMaps } from '../live/fresh-source-maps.ts'
import {
  PAGE_FLAGS,
  PAGE_HELP,
  type PageChoice,
  readPageFlags,
  showPage,
} from '../live/page-flags.ts'
import type { ServedPage } from '../live/server/serve.ts'
import { parseFlags } from '../parse-command-line.ts'
import { withConfig } from '../project-config.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'
import { describePrice } from '../tail/tail-cost.ts'
import { tailFile } from '../tail/tail-file.ts'
import { readTailFilter, TAIL_FILTER_FLAGS, TAIL_FILTER_HELP } from '../tail/tail-filter.ts'
import { tailLogGroups } from '../tail/tail-log-groups.ts'
import { type Tailed, TailView } from '../tail/tail-view.ts'

const FLAGS = {
  'log-group': { type: 'string', multiple: true },
  'all-of': { type: 'string', multiple: true },
  file: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  ...TAIL_FILTER_FLAGS,
  json: { type: 'boolean' },
  ui: { type: 'boolean' },
  ...PAGE_FLAGS,
  ...SOURCE_MAPS_FLAGS,
} as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>

/** What names may consist of that log groups have. */
const NAME_PART = /^[\w./#-]+$/

/** `hoptrace tail` */
export const tailCommand: Command = {
  summary: 'Shows the requests of log groups or of a file as they end.',
  help: `hoptrace tail --log-group /aws/lambda/shop-prod-orders --failed
hoptrace tail --all-of shop --slow 1s
hoptrace tail --file records.ndjson

Shows each request when it ends, with its steps in all services, until Ctrl-C, which prints a summary.
Log groups are followed by CloudWatch's Live Tail, ten in a session. ${describePrice(1)}
CloudWatch leaves lines out beyond 500 a second, and ends a session after 3 hours: tail says so, and
begins a new one. A session without traffic costs the same.

  --log-group <name>      A log group, by name or ARN. May be repeated. Default: those of hoptrace.json.
  --all-of <part>         All log groups whose names have this part as a whole word, such as the name of
                          a service: shop stands for /aws/lambda/shop-prod-orders. May be repeated.
  --region <region>       The region of log groups without an ARN. Default: AWS_REGION.
  --profile <name>        A profile of the AWS configuration. Default: AWS_PROFILE.
  --file <path>           Follows a file instead, through its rotations, or a pipe; - is standard input. Of
                          what a file has at first, the last 16 MB are read.
  --json                  Prints each request as a line of JSON, in the form of hoptrace trace --json.
  --ui                    Also serves the page of hoptrace dev, which has all requests.
${PAGE_HELP}
  --source-maps <folder>  A build, such as .next or dist: stacks show the lines of its sources. May be
                          repeated.

${TAIL_FILTER_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    // It runs for hours beside what needs the memory.
    setFlagsFromString('--optimize-for-size')
    const flags = parseFlags(args, FLAGS)
    const follow = readSource(flags)
    const choice = readPage(flags)
    const maps = freshSourceMaps(flags['source-maps'] ?? [], io.now)
    const view = new TailView(io, {
      json: flags.json ?? false,
      isWanted: readTailFilter(flags),
      maps,
    })
    let page: ServedPage | undefined
    try {
      if (choice) page = await showPage(view.traces, { ...choice, maps }, io)
      const { leftOut, cost } = await follow(view, io)
      const hasShown = view.end(leftOut)
      if (cost !== undefined) io.err.write(`${cost}\n`)
      return hasShown
    } finally {
      view.end()
      page?.close()
    }
  },
}

/** Reads how the page is served. `undefined`: it isn't. */
function readPage(flags: Flags): PageChoice | undefined {
  if (flags.ui) return readPageFlags(flags)
  const lonely = (['port', 'open', 'editor'] as const).find((name) => flags[name] !== undefined)
  if (lonely !== undefined) throw new UsageError(`--${lonely} needs --ui`)
  return undefined
}

type Follow = (view: TailView, io: CliIo) => Promise<Tailed>

/** Reads what is followed. */
function readSource(flags: Flags): Follow {
  const { file, 'log-group': given = [], 'all-of': allOf = [] } = flags
  if (file !== undefined) {
    if (given.length + allOf.length > 0) {
      throw new UsageError('Pass either --file or log groups')
    }
    return (view, io) => tailFile(file, view, io)
  }
  const wrong = allOf.find((part) => !NAME_PART.test(part))
  if (wrong !== undefined) {
    throw new UsageError(`--all-of takes a part of the names of log groups, not '${wrong}'`)
  }
  const { 'all-of': _, file: __, ...named } = flags
  const { 'log-group': configured = [], region, profile } = withConfig(named)
  const logGroups = allOf.length > 0 ? given : configured
  if (logGroups.length + allOf.length === 0) {
    throw new UsageError('Pass --log-group, --all-of or --file')
  }
  return (view, io) => tailLogGroups({ logGroups, allOf, region, profile }, view, io)
}
