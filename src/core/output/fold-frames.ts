const FOREIGN = /node_modules|[ (]node:|(?:<anonymous>|\(index \d+)\)?$/
const FRAME = /^\s*at /
const MAX_NAMES = 3

/**
 * Folds frames of packages and of Node.js into a line such as `… 19 frames of next`. The first frame stays, and
 * so do all frames of a stack that has none of the application.
 * @param lines frames, and other lines, which stay
 */
export function foldFrames(lines: readonly string[]): string[] {
  const isFrame = (line = ''): boolean => FRAME.test(line)
  const isForeign = (line = ''): boolean => isFrame(line) && FOREIGN.test(line)
  if (!lines.some((line) => isFrame(line) && !isForeign(line))) return [...lines]
  const folded: string[] = []
  for (let from = 0, to = 1; from < lines.length; from = to, to += 1) {
    while (from > 0 && isForeign(lines[from]) && isForeign(lines[to])) to += 1
    const [first = '', ...more] = lines.slice(from, to)
    const names = new Set([first, ...more].flatMap((line) => packageOf(line) ?? []))
    const of = names.size > 0 ? ` of ${[...names].slice(0, MAX_NAMES).join(', ')}` : ''
    folded.push(more.length > 0 ? `${first.split('at ', 1)}… ${to - from} frames${of}` : first)
  }
  return folded
}

function packageOf(frame: string): string | undefined {
  const [, path] = frame.slice(frame.lastIndexOf('node_modules')).split(/^node_modules[\\/]/)
  return path?.match(/^(?:@[^\\/]*[\\/])?[^\\/]*/)?.[0]
}
