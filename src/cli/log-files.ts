import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { findFiles } from '../lines/find-files.ts'
import { fileSource, type LineSource } from '../lines/line-source.ts'
import { asUnreadable, CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { openPipe } from './open-pipe.ts'
import { plural } from './plural.ts'
import { withProgress } from './progress.ts'
import { spool } from './spool.ts'

const STDIN = '-'
const GIGABYTE = 1024 ** 3
const NO_FILES =
  'There are no records of hoptrace dev in this folder: pass --file with the output of a server, or --log-group'
/** How much of a pipe is read. One may be endless. */
const MAX_PIPE = 8 * GIGABYTE

/**
 * Opens the files that the flags name: files, folders, globs, pipes, and `-` for standard input. What can
 * be read only once is copied to a temporary file. A file that is named twice is read once.
 * @param maxPipe how many bytes of a pipe are read
 * @throws CliError if there is no such file
 */
export async function openFiles(
  names: readonly string[],
  io: CliIo,
  maxPipe: number = MAX_PIPE,
): Promise<LineSource[]> {
  if (names.length === 0) throw new CliError(NO_FILES)
  const reported = new Set<string>()
  // A file may be read more than once.
  const report = (problem: string): void => {
    if (!reported.has(problem)) io.err.write(`${problem}\n`)
    reported.add(problem)
  }
  const found = [...new Set(names)].flatMap((name) => (name === STDIN ? [name] : filesOf(name)))
  const files = unique(found)
  const open = (): Promise<LineSource[]> =>
    Promise.all(
      files.map(async (name) => {
        const path = isRegular(name) ? name : await copyPipe(name, report, io, maxPipe)
        return fileSource(name, report, path)
      }),
    )
  const pipes = files.filter((name) => !isRegular(name)).map(describePipe)
  return pipes.length === 0
    ? open()
    : withProgress(`Reading ${pipes.join(', ')} to the end; Ctrl-C stops`, io, open)
}

function isRegular(name: string): boolean {
  return name !== STDIN && statSync(name).isFile()
}

function describePipe(name: string): string {
  return name === STDIN ? 'standard input' : name
}

function filesOf(name: string): string[] {
  const files = findFiles(name)
  if (files.length > 0) return files
  const isFolder = existsSync(name)
  throw new CliError(
    isFolder ? `There is no log in the folder ${name}` : `There is no file ${name}`,
  )
}

/** Two paths may lead to one file. */
function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [identityOf(name), name])).values()]
}

function identityOf(name: string): string {
  return isRegular(name) ? realpathSync(name) : name
}

async function copyPipe(
  name: string,
  report: (problem: string) => void,
  io: CliIo,
  max: number,
): Promise<string> {
  const onCut = (): void => {
    const size = max < GIGABYTE ? plural(max, 'byte') : `${max / GIGABYTE} GB`
    report(`Only the first ${size} of ${describePipe(name)} are read`)
  }
  try {
    return await spool(io, await openStream(name, io), { max, onCut })
  } catch (cause) {
    throw asUnreadable(name, cause)
  }
}

async function openStream(name: string, io: CliIo): Promise<AsyncIterable<Uint8Array>> {
  if (name === STDIN) return io.input?.() ?? Readable.from([])
  return statSync(name).isFIFO() ? openPipe(name, io.interrupted) : createReadStream(name)
}
