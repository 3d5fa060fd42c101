import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module'

/** A place in an original file. */
export interface Origin {
  /** The name of the file in the map. */
  readonly source: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** The token there, such as the name of the function that is called. */
  readonly token: string | undefined
  /** Whether the file isn't of the application, as the map says. */
  readonly isIgnored: boolean
  /** The text of the file, if the map has it. */
  readonly text: string | undefined
}

interface Part {
  readonly version: 3
  readonly mappings: string
  readonly sources: readonly (string | null)[]
  readonly sourcesContent?: readonly (string | null)[]
  readonly sourceRoot?: string
  readonly ignoreList?: readonly number[]
  readonly x_google_ignoreList?: readonly number[]
}

type Entry = Partial<SourceMapping & { name: string }>

/** Finds the origins of places in a built file. */
export type FindOrigin = (line: number, column: number) => Origin | undefined

/** Reads the text of a source map, also of one with sections. Returns `undefined` if it is no map. */
export function readSourceMap(text: string): FindOrigin | undefined {
  const payload = parse(text)
  const parts = partsOf(payload)
  if (parts === undefined) return undefined
  const map = new SourceMap(payload as SourceMapPayload)
  const sources = new Map(parts.flatMap(sourcesOf))
  return (line, column) => {
    const entry: Entry = map.findEntry(line - 1, column - 1)
    const { generatedLine, originalSource, originalLine, originalColumn } = entry
    // Without a mapping on the line, Node returns one of an earlier line.
    if (generatedLine !== line - 1 || !originalSource) return undefined
    if (originalLine === undefined || originalColumn === undefined) return undefined
    if (originalLine < 0 || originalColumn < 0) return undefined
    const known = sources.get(originalSource)
    if (known === undefined) return undefined
    const token = entry.name || undefined
    return { ...known, line: originalLine + 1, column: originalColumn + 1, token }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON
  }
}

/** Returns the parts of a map with sections, or a map as its only part. Node doesn't check them. */
function partsOf(payload: unknown): readonly Part[] | undefined {
  const { version, sections } = (payload ?? {}) as { version?: unknown; sections?: unknown }
  if (!Array.isArray(sections)) return isPart(payload) ? [payload] : undefined
  const maps: unknown[] = sections.map((section) => section?.map)
  const hasOffsets = sections.every(
    (section) => Number.isInteger(section?.offset?.line) && Number.isInteger(section.offset.column),
  )
  return version === 3 && hasOffsets && maps.every(isPart) ? maps : undefined
}

function isPart(value: unknown): value is Part {
  const part = (value ?? {}) as Record<string, unknown>
  const { version, mappings, sources, sourceRoot } = part
  const hasLists = [part.ignoreList, part.x_google_ignoreList].every((list) =>
    Array.isArray(list ?? []),
  )
  const hasRoot = typeof (sourceRoot ?? '') === 'string'
  return (
    version === 3 && typeof mappings === 'string' && Array.isArray(sources) && hasRoot && hasLists
  )
}

function sourcesOf(part: Part): [string, Pick<Origin, 'source' | 'isIgnored' | 'text'>][] {
  const ignored = new Set([...(part.ignoreList ?? []), ...(part.x_google_ignoreList ?? [])])
  return part.sources.flatMap((name, index) => {
    if (typeof name !== 'string') return []
    const text = part.sourcesContent?.[index]
    const source = part.sourceRoot ? `${part.sourceRoot.replace(/\/$/, '')}/${name}` : name
    const isIgnored = ignored.has(index)
    return [[name, { source, isIgnored, text: typeof text === 'string' ? text : undefined }]]
  })
}
