import { type CliIo, wantsColour } from '../cli-io.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { escapeControls } from '../terminal.ts'
import { drawTrace } from './draw-trace.ts'
import { freshSourceMaps } from './fresh-source-maps.ts'
import { LiveTraces } from './live-traces.ts'

/** Traces that come in, and what they are shown with. */
export interface LiveView {
  readonly traces: LiveTraces
  readonly maps: () => SourceMaps
  /** Reads a line of a log. */
  readonly add: (line: string) => void
}

interface LiveViewOptions {
  /** Prints no requests. */
  readonly isQuiet: boolean
  /** Folders of builds. Default: those in the working directory. */
  readonly sourceMaps: readonly string[] | undefined
}

/**
 * Creates a view that prints each request when it ends.
 * @throws CliError if a folder of source maps doesn't exist
 */
export function createLiveView({ isQuiet, sourceMaps }: LiveViewOptions, io: CliIo): LiveView {
  const maps = freshSourceMaps(sourceMaps, io.now)
  const hasColour = wantsColour(io, io.out)
  const traces = new LiveTraces((lines) => {
    if (!isQuiet) io.out.write(`${drawn(lines, maps, hasColour)}\n`)
  })
  let isSaid = false
  const add = (line: string): void => {
    if (traces.add(line) === 0 || isSaid) return
    isSaid = true
    io.err.write('Records inside of other lines are left out: anybody can print them.\n')
  }
  return { traces, maps, add }
}

// Anybody can print a record. One that can't be drawn must not end what is shown.
function drawn(...[lines, maps, hasColour]: Parameters<typeof drawTrace>): string {
  try {
    return drawTrace(lines, maps, hasColour)
  } catch (error) {
    return escapeControls(`A request can't be drawn: ${String(error)}`)
  }
}
