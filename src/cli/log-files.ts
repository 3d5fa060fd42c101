import { createReadStream, realpathSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { findFiles } from '../lines/find-files.ts'
import { fileSource, type LineSource } from '../lines/line-source.ts'
import { asUnreadable, CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { DEFAULT_FILE } from './log-flags.ts'
import { spool } from './spool.ts'

const STDIN = '-'

/**
 * Opens the files that the flags name: files, folders, globs, pipes, and `-` for standard input. What can
 * be read only once is copied to a temporary file. A file that is named twice is read once.
 * @throws CliError if there is no such file
 */
export async function openFiles(names: readonly string[], io: CliIo): Promise<LineSource[]> {
  const reported = new Set<string>()
  // A file may be read more than once.
  const report = (problem: string): void => {
    if (!reported.has(problem)) io.err.write(`${problem}\n`)
    reported.add(problem)
  }
  const found = [...new Set(names)].flatMap((name) => (name === STDIN ? [name] : filesOf(name)))
  const sources = await Promise.all(
    unique(found).map(async (name) => fileSource(name, report, await readablePath(name, io))),
  )
  return sources
}

function filesOf(name: string): string[] {
  const files = findFiles(name)
  if (files.length > 0) return files
  if (name === DEFAULT_FILE) {
    const remedy = 'pass --file with the output of a server, or --log-group'
    throw new CliError(`There is no file ${DEFAULT_FILE}: ${remedy}`)
  }
  const isFolder = statSync(name, { throwIfNoEntry: false }) !== undefined
  throw new CliError(
    isFolder ? `There is no log in the folder ${name}` : `There is no file ${name}`,
  )
}

/** Two paths may lead to one file. */
function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [identityOf(name), name])).values()]
}

function identityOf(name: string): string {
  return name === STDIN || !statSync(name).isFile() ? name : realpathSync(name)
}

async function readablePath(name: string, io: CliIo): Promise<string> {
  if (name !== STDIN && statSync(name).isFile()) return name
  const chunks = name === STDIN ? (io.input?.() ?? Readable.from([])) : createReadStream(name)
  try {
    return await spool(io, chunks)
  } catch (cause) {
    throw asUnreadable(name, cause)
  }
}
