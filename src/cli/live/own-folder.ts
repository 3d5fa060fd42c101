import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'

const FOLDER = '.hoptrace'
const NAME = /^dev-(\d+)\.(?:json|ndjson)$/

/** A `hoptrace dev` that runs. */
export interface RunningDev {
  readonly pid: number
  /** The page's address, with its token. */
  readonly url: string
  /** The file that gets the records. */
  readonly file: string
  /** When its page was there, in milliseconds since 1970. */
  readonly since: number
}

/** The files of one `hoptrace dev` in `.hoptrace` of the working directory. */
export interface OwnFiles {
  /** The file that gets the records. */
  readonly records: string
  /** Lets other commands find this one. */
  announce(url: string): void
  /** Removes what other commands find. The records stay until the next start. */
  close(): void
}

/**
 * Creates the files of this process, and removes those of processes that have ended.
 * @throws CliError if they can't be written
 */
export function createOwnFiles(): OwnFiles {
  const folder = path.resolve(FOLDER)
  const records = path.join(folder, `dev-${process.pid}.ndjson`)
  const announced = path.join(folder, `dev-${process.pid}.json`)
  asCliErrors(() => {
    mkdirSync(folder, { recursive: true })
    const ignore = path.join(folder, '.gitignore')
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
    removeDead(folder)
    closeSync(openSync(records, 'w', 0o600))
  })
  return {
    records,
    announce(url) {
      const own = { pid: process.pid, url, file: records }
      asCliErrors(() => writeFileSync(announced, JSON.stringify(own), { mode: 0o600 }))
    },
    close() {
      rmSync(announced, { force: true })
    },
  }
}

/** Finds what runs as `hoptrace dev` in a folder, the newest first. */
export function findRunningDevs(root = '.'): RunningDev[] {
  const folder = path.resolve(root, FOLDER)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && isAlive(name))
    .flatMap((name) => read(path.join(folder, name)))
    .sort((one, other) => other.since - one.since)
}

/** Finds the files of records that `hoptrace dev` has left in a folder, which its next start removes. */
export function findLeftRecords(root = '.'): string[] {
  const folder = path.resolve(root, FOLDER)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => NAME.test(name) && name.endsWith('.ndjson'))
    .map((name) => path.join(folder, name))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true)
}

function read(announced: string): RunningDev[] {
  try {
    const { pid, url } = JSON.parse(readFileSync(announced, 'utf8'))
    // Not a file that the text names: who can write here could let others read any file.
    const file = announced.replace(/json$/, 'ndjson')
    const isWhole = typeof pid === 'number' && typeof url === 'string' && lstatSync(file).isFile()
    return isWhole ? [{ pid, url, file, since: statSync(announced).mtimeMs }] : []
  } catch {
    return [] // it ended meanwhile
  }
}

function removeDead(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!NAME.test(name) || isAlive(name)) continue
    try {
      rmSync(path.join(folder, name), { force: true })
    } catch {
      // It is in nobody's way.
    }
  }
}

/** Whether the process runs that a file's name has. */
function isAlive(name: string): boolean {
  const [, pid] = NAME.exec(name) ?? []
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    // EPERM: it runs for another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function asCliErrors(write: () => void): void {
  try {
    write()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOSPC' ? 'the disk is full' : message
    throw new CliError(`${FOLDER} can't be written: ${reason}`, { cause })
  }
}
