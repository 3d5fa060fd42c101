/** Longer words are no misspelt names. */
const MAX_LENGTH = 40

/** Returns the name that a misspelt word most likely stands for, or `undefined`. */
function closest(word: string, names: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined
  const limit = Math.max(1, Math.floor(word.length / 3))
  const ranked = names
    .map((name) => ({ name, distance: name.startsWith(word) ? 1 : editDistance(word, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return word === '' ? undefined : ranked[0]?.name
}

/** Returns the end of a message about an unknown word: which name was meant, if one is close. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = closest(word, names)
  return name === undefined ? '' : ` Did you mean ${name}?`
}

/** Counts the letters to insert, remove, replace or swap with their neighbour. */
function editDistance(from: string, to: string): number {
  let [before, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped =
        row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      next.push(
        Math.min(
          at(last, column) + 1,
          at(next, column - 1) + 1,
          at(last, column - 1) + Number(!isSame),
          isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    ;[before, last] = [last, next]
  }
  return at(last, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
