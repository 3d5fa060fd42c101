const FOREIGN = /node_modules|[ (]node:|(?:<anonymous>|\(index \d+)\)?$/
const FRAME = /^\s*at /
const MAX_NAMES = 3

/**
 * Folds frames of packages and of Node.js into a line such as `… 19 frames of next`. The first frame stays, and
 * so do all frames of a stack that has none of the application.
 * @param lines frames, and other lines, which stay
 */
export function foldFrames(lines: readonly string[]): string[] {
  const isForeign = (line?: string): boolean => FRAME.test(line ?? '') && FOREIGN.test(line ?? '')
  if (!lines.some((line) => FRAME.test(line) && !isForeign(line))) return [...lines]
  const folded: string[] = []
  for (let from = 0; from < lines.length; ) {
    let to = from
    while (from > 0 && isForeign(lines[to])) to += 1
    const run = lines.slice(from, Math.max(to, from + 1))
    const [first = ''] = run
    const names = new Set(run.flatMap((line) => packageOf(line) ?? []))
    const of = names.size > 0 ? ` of ${[...names].slice(0, MAX_NAMES).join(', ')}` : ''
    folded.push(run.length > 1 ? `${first.split('at ', 1)}… ${run.length} frames${of}` : first)
    from += run.length
  }
  return folded
}

function packageOf(frame: string): string | undefined {
  const path = frame
    .split(/node_modules[\\/]/)
    .slice(1)
    .at(-1)
  return path?.match(/^(?:@[^\\/]*[\\/])?[^\\/]*/)?.[0]
}
