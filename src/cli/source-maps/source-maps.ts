import { type Frame, parseFrame } from './frame.ts'
import type { MapFolder } from './map-folder.ts'
import { linesAround, textOf } from './source-lines.ts'
import type { Origin } from './source-map.ts'

/** A line of a stack. */
export interface StackLine {
  readonly text: string
  /** `undefined` for lines of the message. */
  readonly frame: Frame | undefined
  /** Where the frame is in the sources; `undefined` if no map has it. */
  readonly origin: Origin | undefined
  /** The folder of the map. */
  readonly folder: MapFolder | undefined
}

const MAX_FRAMES = 200

/** What wrote a stack. */
export interface StackWriter {
  readonly version?: string | undefined
  /** Decides between builds of several packages that fit alike. */
  readonly service?: string | undefined
  /** When it was written, in milliseconds since 1970. */
  readonly at?: number | undefined
}

/** Returns the folders that may have a map of a frame of a stack. */
export type FindFolders = (writer: StackWriter, frame: Frame) => readonly MapFolder[]

/** Shows the stacks of minified and bundled code in its sources. */
export class SourceMaps {
  readonly #folders: FindFolders
  readonly #isVerified: boolean
  /** The folders of maps that were used for records of another or an unknown version, by the version. */
  readonly unverified = new Map<MapFolder, Set<string | undefined>>()
  /** Frames of built files that no map has, the first ones. */
  readonly unmapped: Frame[] = []

  /**
   * @param folders returns the folders that may have a map of a frame
   * @param isVerified whether they have the file that the frame is of, not one of another build
   */
  constructor(folders: FindFolders, isVerified = false) {
    this.#folders = folders
    this.#isVerified = isVerified
  }

  /** Returns the lines of a stack with their origins. */
  linesOf(stack: string, writer: StackWriter): StackLine[] {
    const { version, service } = writer
    return stack.split('\n').map((text, index) => {
      const frame = index < MAX_FRAMES ? parseFrame(text) : undefined
      const folder = frame && bestOf(this.#folders(writer, frame), frame, service)
      const origin = folder && frame && folder.originOf(frame)
      if (folder && origin) this.#note(folder, version)
      else if (frame && this.unmapped.length < MAX_FRAMES) this.unmapped.push(frame)
      return { text, frame, origin, folder }
    })
  }

  /**
   * Returns a stack with the places in the sources. Frames that no map has stay as they are.
   * @param withSource whether the first frame of the application is followed by its lines of source
   */
  mapStack(stack: string, writer: StackWriter, withSource = false): string {
    const lines = this.linesOf(stack, writer)
    const first = withSource ? lines.findIndex(isOwn) : -1
    return lines
      .flatMap((line, index) => [
        describeLine(line, lines[index + 1]),
        ...(index === first && line.origin && line.folder
          ? linesAround(line.origin, line.folder.root)
          : []),
      ])
      .join('\n')
  }

  #note(folder: MapFolder, version: string | undefined): void {
    if (this.#isVerified) return
    if (version !== undefined && folder.versions.includes(version)) return
    const versions = this.unverified.get(folder) ?? new Set()
    this.unverified.set(folder, versions.add(version))
  }
}

/** Whether a line is a frame in the application's own sources. */
export function isOwn({ origin }: StackLine): boolean {
  return origin !== undefined && !origin.isIgnored
}

/** Returns the folder whose file fits a frame best; `undefined` if two fit alike, and none alone is of the service. */
function bestOf(
  folders: readonly MapFolder[],
  frame: Frame,
  service: string | undefined,
): MapFolder | undefined {
  const ranked = folders
    .map((folder) => ({ folder, length: folder.fits(frame) }))
    .filter(({ length }) => length > 0)
    .toSorted((a, b) => b.length - a.length)
  const best = ranked.filter(({ length }) => length === ranked[0]?.length)
  if (best.length === 1) return best[0]?.folder
  const own = best.filter(
    ({ folder }) => folder.package !== undefined && folder.package === service,
  )
  return own.length === 1 ? own[0]?.folder : undefined
}

/** Returns a line of a stack with its place in the sources. */
export function describeLine(line: StackLine, caller: StackLine | undefined): string {
  const { text, frame, origin } = line
  if (frame === undefined || origin === undefined) return text
  const place = `${origin.source}:${origin.line}:${origin.column}`
  const name = functionOf(line, caller)
  return `${frame.start}${name === undefined ? place : `${name} (${place})`}`
}

/**
 * Returns the name of a frame's function: its own, unless a minifier made it. Then the caller's token
 * names it, if the source has a function of that name.
 */
export function functionOf(line: StackLine, caller: StackLine | undefined): string | undefined {
  const { frame, origin, folder } = line
  if (frame === undefined || origin === undefined || folder === undefined) return undefined
  const own = frame.name.replace(/^(?:new|get|set) |^Object\./, '')
  if (!/^(?:<anonymous>|[\w$]{0,2})$/.test(own)) return frame.name
  const token = caller?.origin?.token
  if (token === undefined || !/^[\w$]{3,60}$/.test(token)) return undefined
  const name = token.replaceAll('$', '\\$')
  const declared = new RegExp(
    `\\bfunction\\*? +${name}\\b|\\b${name}\\s*(?:=[^=]|:|\\([^)\\n]*\\)\\s*{)`,
  )
  return declared.test(textOf(origin, folder.root) ?? '') ? token : undefined
}
