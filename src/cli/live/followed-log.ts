import { statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { CliError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { openPipe } from '../open-pipe.ts'
import { escapeControls } from '../terminal.ts'
import { followFile } from './follow-file.ts'
import { followStream } from './follow-stream.ts'

const STDIN = '-'

/** A log that is shown as it grows: a file, a named pipe, or `-` for standard input. */
export class FollowedLog {
  readonly #name: string
  readonly #isPipe: boolean
  /** The size of the file, in bytes. `undefined` if there is none yet. */
  readonly size: number | undefined

  /**
   * @throws CliError if the name is that of something else, such as a folder
   */
  constructor(name: string) {
    const found = name === STDIN ? undefined : statSync(name, { throwIfNoEntry: false })
    this.#name = name
    this.#isPipe = found?.isFIFO() ?? false
    this.size = name === STDIN ? 0 : found?.size
    if (found?.isFile() === false && !this.#isPipe) {
      throw new CliError(`${name} is neither a file nor a pipe`)
    }
  }

  /**
   * Passes on each line: of a file until Ctrl-C, through its rotations; of a pipe until it ends.
   * @param last how many bytes are read of what a file has at first. Default: all
   */
  async follow(onLine: (line: string) => void, io: CliIo, last?: number): Promise<void> {
    const name = this.#name === STDIN ? 'Standard input' : escapeControls(this.#name)
    const onProblem = (problem: string): void => {
      io.err.write(`${name} ${escapeControls(problem)}\n`)
    }
    const stream = await this.#open(io)
    if (stream !== undefined) {
      await followStream(stream, { onLine, onProblem }, io.interrupted)
      return
    }
    const limit = last === undefined ? {} : { last }
    const follower = followFile(this.#name, { onLine, onProblem, ...limit })
    await new Promise<void>((resolve) => {
      if (io.interrupted.aborted) resolve()
      io.interrupted.addEventListener('abort', () => resolve())
    })
    follower.stop()
  }

  /** Opens what isn't a file. */
  async #open({ input, interrupted }: CliIo): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (this.#name !== STDIN && !this.#isPipe) return undefined
    // Nothing else would end the waiting for a pipe's writer.
    if (interrupted.aborted) return Readable.from([])
    return this.#isPipe ? openPipe(this.#name, interrupted) : (input?.() ?? Readable.from([]))
  }
}
