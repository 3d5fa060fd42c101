import { statSync } from 'node:fs'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { DEFAULT_FILE, LOG_FLAGS } from '../log-flags.ts'
import { DEFAULT_MAX_SCAN, readMaxScan } from '../mcp/max-scan.ts'
import type { Scope } from '../mcp/scope.ts'
import { serve } from '../mcp/serve.ts'
import { packageVersion } from '../package-version.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { withConfig } from '../project-config.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'

const { file, 'log-group': logGroup, region, profile } = LOG_FLAGS
const FLAGS = {
  file,
  'log-group': logGroup,
  region,
  profile,
  'max-scan': { type: 'string' },
  ...SOURCE_MAPS_FLAGS,
} as const

/** `hoptrace mcp` */
export const mcpCommand: Command = {
  summary: 'Serves traces, comparisons and queries to coding agents, on stdio.',
  help: `hoptrace mcp [folder] [--file records.ndjson]
hoptrace mcp --log-group /aws/lambda/shop-prod-orders

A server of the Model Context Protocol, which clients such as Claude Code, Cursor, VS Code and Codex start.
Its tools only read: trace, find, compare, query, doctor. They read what the server was started with and
nothing else. What they answer reaches the provider of the client's model, with the texts and the ids of
users that the log has. Folder: the project. Paths are relative to it. Default: the current folder.

  --file <path>        A file with the output of a server, a folder, or a glob. Links that lead out of a
                       folder are not followed. May be repeated. Default: the records of the
                       hoptrace dev that runs in the project, else the newest that it or
                       ${DEFAULT_FILE} has.
  --log-group <name>   A CloudWatch log group, by name or ARN. May be repeated. Default: those of
                       hoptrace.json.
  --region <region>    The region of log groups without an ARN. Default: AWS_REGION.
  --profile <name>     A profile of the AWS configuration. Default: AWS_PROFILE.
  --max-scan <size>    How much a call may scan of log groups: 500MB, 2GB. No call can raise it.
                       Default: ${DEFAULT_MAX_SCAN}.
  --source-maps <folder>
                       A build, whose sources stacks show. May be repeated. Default: the build in the
                       project whose version is the record's.`,
  flags: FLAGS,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, FLAGS)
    const [folder] = positionals
    if (positionals.length > 1) throw new UsageError('Pass at most one folder')
    if (values.file?.includes('-'))
      throw new UsageError('--file can’t be -: the client writes to it')
    if (values.file !== undefined && values['log-group'] !== undefined) {
      throw new UsageError('Use either --file or --log-group, not both')
    }
    const { 'max-scan': maxScan, 'source-maps': sourceMaps, ...flags } = values
    const limit = readMaxScan(maxScan)
    if (folder !== undefined) enter(folder)
    const scope: Scope = { flags: withConfig(flags), sourceMaps, maxScan: limit }
    await serve(scope, packageVersion(), io)
    return true
  },
}

/** Makes a folder the current one: what a project names is relative to it, and its packages are found. */
function enter(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CliError(`There is no folder ${folder}`)
  }
  process.chdir(folder)
}
