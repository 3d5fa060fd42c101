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
  /** Prints what is left, also of requests that have not ended. */
  end(): void
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
  // A terminal draws one text sooner than many.
  let waiting = ''
  const print = (): void => {
    if (waiting !== '') io.out.write(waiting)
    waiting = ''
  }
  const traces = new LiveTraces((finished) => {
    if (isQuiet) return
    if (waiting === '') setImmediate(print)
    waiting += `${drawn(finished, maps, hasColour)}\n`
  })
  let isSaid = false
  const add = (line: string): void => {
    if (traces.add(line) === 0 || isSaid) return
    isSaid = true
    io.err.write('Records inside of other lines are left out: anybody can print them.\n')
  }
  const end = (): void => {
    traces.end()
    print()
  }
  return { traces, maps, add, end }
}

// Anybody can print a record. One that can't be drawn must not end what is shown.
function drawn(...trace: Parameters<typeof drawTrace>): string {
  try {
    return drawTrace(...trace)
  } catch (error) {
    return escapeControls(`A request can't be drawn: ${String(error)}`)
  }
}
