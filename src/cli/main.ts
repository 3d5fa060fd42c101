#!/usr/bin/env node
import { processIo } from './cli-io.ts'
import { nodeProblem } from './node-version.ts'

const io = processIo()
const problem = nodeProblem(process.versions.node)
if (problem === undefined) {
  // Loaded here, since older versions of Node lack what these files import.
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2), io)
} else {
  io.err.write(`${problem}\n`)
  process.exitCode = 3
}
