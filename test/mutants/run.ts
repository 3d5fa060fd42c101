// Changes the sources in small ways, one at a time and in a copy, and runs the tests of their folder.
// Prints the changes that no test notices, and the share of those that one does.
// Arguments: the folders of `src`. Default: all that have a size below.
import { parseArgs } from 'node:util'
import { mutateFolder } from './mutate-folder.ts'
import { formatReport, type Mutant } from './report.ts'

/** How many mutations each folder of `src` gets. */
const SIZES: Readonly<Record<string, number>> = { core: 100, middy: 40, next: 30, aws: 30 }

const { positionals } = parseArgs({ allowPositionals: true })
const folders = positionals.length > 0 ? positionals : Object.keys(SIZES)

const mutants = new Map<string, readonly Mutant[]>()
for (const folder of folders) {
  const size = SIZES[folder]
  if (size === undefined) throw new Error(`${folder} is none of ${Object.keys(SIZES).join(', ')}`)
  mutants.set(folder, await mutateFolder(folder, size))
}
const { text, survivors } = formatReport(mutants)
process.stdout.write(text)
if (survivors > 0) process.exitCode = 1
