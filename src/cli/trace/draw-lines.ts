import { describeTime } from '../describe-range.ts'
import { escapeControls, type Paint } from '../terminal.ts'
import type { JoinedLine } from './found-trace.ts'

/** Draws lines of Lambda and of other loggers, one below the other. */
export function drawLines(id: string, lines: readonly JoinedLine[], paint: Paint): string {
  return [paint('bold', escapeControls(id)), ...lines.map(drawLine)].join('\n')
}

function drawLine(line: JoinedLine): string {
  const time = line.time === undefined ? '' : `${describeTime(line.time)}  `
  const level = line.kind === 'other' ? (line.level ?? '') : ''
  return `  ${time}${level.toUpperCase().padEnd(5)}  ${escapeControls(line.message)}`
}
