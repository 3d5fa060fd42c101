import { CliError } from '../../cli-error.ts'
import type { CliIo } from '../../cli-io.ts'

const MAX_BYTES = 10e9

/**
 * Asks before more than 10 GB are scanned.
 * @throws CliError if it can't be asked, or if the answer is no
 */
export async function allowScan(bytes: number, isAllowed: boolean, io: CliIo): Promise<void> {
  if (bytes <= MAX_BYTES || isAllowed) return
  const what = `The queries would scan about ${(bytes / 1e9).toFixed(0)} GB`
  if (!io.err.isTTY || !io.out.isTTY || io.input === undefined) {
    throw new CliError(`${what}: pass --yes, or a shorter time by --since and --until`)
  }
  io.err.write(`${what}. Go on? [y/N] `)
  if (!/^y(?:es)?\s*$/i.test(await firstLine(io.input()))) throw new CliError('Nothing was scanned')
}

async function firstLine(input: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += Buffer.from(chunk).toString()
    if (text.includes('\n')) break
  }
  return text.split('\n', 1).join('')
}
