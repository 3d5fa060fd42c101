import path from 'node:path'
import type { CauseRecord } from '../../../core/record.ts'
import { parseFrame } from '../../source-maps/frame.ts'
import { linesAround } from '../../source-maps/source-lines.ts'
import {
  describeLine,
  isOwn,
  type SourceMaps,
  type StackLine,
  type StackWriter,
} from '../../source-maps/source-maps.ts'
import { causesOf } from '../../trace/failure.ts'
import { type Editor, editorLink } from './editor-link.ts'

/** A line of a stack, as the page shows it. */
interface StackLineView {
  readonly text: string
  /** Opens the line in an editor. */
  readonly editor: string | undefined
  /** The lines of source around it, of the first line in the project's own code. */
  readonly source: readonly string[]
}

/** An error or one of its causes. */
export interface ErrorView {
  readonly title: string
  readonly stack: readonly StackLineView[]
}

/** What stacks are shown with. */
export interface StackContext {
  readonly maps: SourceMaps
  readonly project: string
  readonly editor: Editor
}

const MAX_LINES = 50

/** Returns an error and its causes. */
export function errorViews(
  error: CauseRecord,
  writer: StackWriter,
  context: StackContext,
): ErrorView[] {
  return [error, ...causesOf(error)].map(({ name, code, message, stack = '' }) => ({
    title: `${name ?? code ?? 'Error'}: ${message}`,
    stack: stackView(stack, writer, context),
  }))
}

function stackView(
  stack: string,
  writer: StackWriter,
  { maps, project, editor }: StackContext,
): StackLineView[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const lines = maps
    .linesOf(frames.slice(0, MAX_LINES).join('\n'), writer)
    .map((line) => (line.origin === undefined ? unmapped(line, project) : mapped(line)))
  const first = lines.find(({ isProject }) => isProject)
  return lines.map((line, index) => {
    const { place, root } = line
    const file = place && path.resolve(root, place.source)
    return {
      text: describeLine(line.stackLine, lines[index + 1]?.stackLine).trim(),
      editor: file && place && editorLink({ ...place, file }, project, editor),
      source: line === first && place ? linesAround(place, root) : [],
    }
  })
}

interface PlacedLine {
  readonly stackLine: StackLine
  readonly place: StackLine['origin']
  /** The folder that the place's source is relative to. */
  readonly root: string
  readonly isProject: boolean
}

function mapped(stackLine: StackLine): PlacedLine {
  const root = stackLine.folder?.root ?? ''
  return { stackLine, place: stackLine.origin, root, isProject: isOwn(stackLine) }
}

/** Places a line of code that runs as it is written. */
function unmapped(stackLine: StackLine, project: string): PlacedLine {
  const { file, line, column } = parseFrame(stackLine.text) ?? {}
  const source = file === undefined ? '..' : path.relative(project, file)
  const isOutside = source.startsWith('..') || path.isAbsolute(source)
  if (isOutside || line === undefined || column === undefined) {
    return { stackLine, place: undefined, root: project, isProject: false }
  }
  const place = { source, line, column, text: undefined, token: undefined, isIgnored: false }
  return { stackLine, place, root: project, isProject: true }
}
