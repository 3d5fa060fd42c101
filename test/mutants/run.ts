// Changes the sources in small ways, one at a time and in a copy, and runs the tests of their folder.
// Prints the changes that no test notices, and the share of those that one does.
import { mutateFolder } from './mutate-folder.ts'
import { formatReport, type Mutant } from './report.ts'

/** How many mutations each folder of `src` gets. */
const FOLDERS = { core: 100, middy: 40, next: 30, aws: 30 }

const mutants = new Map<string, readonly Mutant[]>()
for (const [folder, size] of Object.entries(FOLDERS)) {
  mutants.set(folder, await mutateFolder(folder, size))
}
const { text, survivors } = formatReport(mutants)
process.stdout.write(text)
if (survivors > 0) process.exitCode = 1
