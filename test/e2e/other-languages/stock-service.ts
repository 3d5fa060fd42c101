import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { TraceRecord } from '../../../src/index.ts'

const HERE = import.meta.dirname
const BUILD = path.resolve('build/other-languages')

/** How a language runs its sample: the command, after a build where one is needed. */
const RUN: Readonly<Record<string, () => [command: string, ...args: string[]]>> = {
  python: () => ['python3', path.join(HERE, 'stock.py')],
  go: () => {
    const binary = path.join(BUILD, 'stock')
    mkdirSync(BUILD, { recursive: true })
    execFileSync('go', ['build', '-o', binary, path.join(HERE, 'stock.go')])
    return [binary]
  },
  java: () => ['java', path.join(HERE, 'Stock.java')],
}

/** The languages whose samples run: those of `LANGUAGES`, Python by default. */
export const LANGUAGES: readonly string[] =
  process.env.LANGUAGES === 'all'
    ? Object.keys(RUN)
    : (process.env.LANGUAGES ?? 'python').split(',')

/** A running sample. */
export interface StockService {
  readonly url: string
  /** Waits until it has written so many endings; returns and forgets the records up to there. */
  take(endings: number): Promise<TraceRecord[]>
  stop(): void
}

/** Starts the sample of a language. */
export async function startStock(language: string, warehouse: string): Promise<StockService> {
  const [command, ...args] = RUN[language]?.() ?? []
  if (command === undefined) throw new Error(`There is no sample in ${language}`)
  const child = spawn(command, args, {
    env: { ...process.env, PORT: '0', WAREHOUSE_URL: warehouse },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = linesOf(child.stdout)
  const { value: url = '' } = await linesOf(child.stderr).next()
  return {
    url,
    async take(endings) {
      const records: TraceRecord[] = []
      while (records.filter(({ phase }) => phase === 'complete').length < endings) {
        const { value, done } = await stdout.next()
        if (done) throw new Error(`The sample in ${language} has ended`)
        records.push(JSON.parse(value))
      }
      return records
    },
    stop: () => void child.kill(),
  }
}

function linesOf(stream: Readable): AsyncIterator<string, undefined> {
  return createInterface({ input: stream })[Symbol.asyncIterator]()
}
