import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import { collectMaps } from '../source-maps/collect.ts'
import { COLLECTED } from '../source-maps/open.ts'

const FLAGS = { to: { type: 'string' }, version: { type: 'string' } } as const

/** `hoptrace source-maps` */
export const sourceMapsCommand: Command = {
  summary: 'Keeps the source maps of a build, by its version.',
  help: `hoptrace source-maps collect <build> [<build> …] [--version a1b2c3d]

Copies the source maps of builds, such as .next or dist, into a folder of their version. Run it in CI
after the build, and keep the folder. hoptrace trace and hoptrace query take the maps of a record's
version from there.

  --version <version>  The version of the records. Default: HOPTRACE_VERSION, else the commit.
  --to <folder>        Default: ${COLLECTED}.`,
  flags: FLAGS,
  run(args, { env, out }) {
    const { values, positionals } = parseCommandLine(args, FLAGS)
    const [word, ...builds] = positionals
    if (word !== 'collect' || builds.length === 0) {
      throw new UsageError('Pass collect and the folders of a build')
    }
    const missing = builds.find(
      (build) => statSync(build, { throwIfNoEntry: false })?.isDirectory() !== true,
    )
    if (missing !== undefined) throw new CliError(`There is no folder ${missing}`)
    const version = values.version ?? (env.HOPTRACE_VERSION || commit())
    if (version === undefined) throw new CliError('There is no commit: pass --version')
    if (!/^(?!\.{1,2}$)[\w.:+-]{1,256}$/.test(version)) {
      throw new UsageError(`--version can't name a folder: '${version}'`)
    }
    const { folder, maps } = collectMaps(builds, { to: values.to ?? COLLECTED, version })
    if (maps === 0) throw new CliError(`There are no source maps in ${builds.join(', ')}`)
    out.write(`${plural(maps, 'map')} in ${folder}\n`)
    return Promise.resolve(true)
  },
}

/** Returns the commit of the current folder, as the plugin names it in `HOPTRACE_VERSION`. */
function commit(): string | undefined {
  const args = ['describe', '--always', '--dirty', '--abbrev=64', '--exclude=*']
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined // no repository, or no git
  }
}
