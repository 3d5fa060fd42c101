/** A pattern of texts: what they have in common, with tokens such as `<Time-1>` for what varies. */
export interface Pattern {
  readonly pattern: string
  count: number
}

interface Cluster {
  readonly words: string[]
  count: number
}

const SIMILARITY = 0.4
const MAX_CLUSTERS = 5000
const MAX_GROUP = 100
const MAX_WORDS = 200
const VARIABLE = '<Token>'

/** What varies in most logs, by the name of its token. The first that fits is taken. */
const MASKS: readonly (readonly [string, RegExp])[] = [
  ['<Time>', /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g],
  ['<UUID>', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  ['<IP>', /\b\d{1,3}(?:\.\d{1,3}){3}\b/g],
  ['<ID>', /\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b/gi],
  ['<Number>', /(?<![\w<-])-?\d+(?:\.\d+)?(?!\w)/g],
]

/** Finds patterns of texts, one after the other. */
export interface PatternFinder {
  /** Adds a text. */
  add(text: string): void
  /** Returns the patterns, in the order in which they were found. */
  patterns(): Pattern[]
}

/**
 * Finds patterns by Drain (He et al., ICWS 2017): texts with the same number of words and the same first
 * word belong together if enough of their words are the same. At most 100 patterns of such texts are kept,
 * and 5,000 of all; texts beyond belong to the nearest one.
 */
export function createPatternFinder(): PatternFinder {
  const groups = new Map<string, Cluster[]>()
  let total = 0
  return {
    add(text) {
      const words = wordsOf(text)
      const key = `${words.length} ${words[0] ?? ''}`
      const group = groups.get(key) ?? []
      groups.set(key, group)
      const nearest = nearestOf(group, words)
      const isFull = total >= MAX_CLUSTERS || group.length >= MAX_GROUP
      if (nearest !== undefined && (nearest.share >= SIMILARITY || isFull)) {
        merge(nearest.cluster, words)
      } else {
        group.push({ words, count: 1 })
        total += 1
      }
    },
    patterns: () =>
      [...groups.values()].flat().map(({ words, count }) => ({ pattern: numbered(words), count })),
  }
}

function wordsOf(text: string): string[] {
  const masked = MASKS.reduce((rest, [token, mask]) => rest.replace(mask, token), text)
  // A line of JSON has few blanks: its members are words too.
  return masked.split(/(?<=[\s,])(?![\s,])/, MAX_WORDS)
}

function nearestOf(
  group: readonly Cluster[],
  words: readonly string[],
): { cluster: Cluster; share: number } | undefined {
  let nearest: { cluster: Cluster; share: number } | undefined
  for (const cluster of group) {
    const same = cluster.words.filter((word, index) => word === words[index]).length
    const share = words.length === 0 ? 1 : same / words.length
    if (share > (nearest?.share ?? -1)) nearest = { cluster, share }
  }
  return nearest
}

function merge(cluster: Cluster, words: readonly string[]): void {
  cluster.count += 1
  for (const [index, word] of words.entries()) {
    const own = cluster.words[index] ?? ''
    if (own !== word)
      cluster.words[index] = VARIABLE + own.slice(own.trimEnd().replace(/,$/, '').length)
  }
}

/** Numbers the tokens by their place. */
function numbered(words: readonly string[]): string {
  let count = 0
  return words.join('').replace(/<(Time|UUID|IP|ID|Number|Token)>/g, (_, name) => {
    count += 1
    return `<${name}-${count}>`
  })
}

/** Returns the severity that a pattern tells. */
export function severityOf(pattern: string): 'ERROR' | 'WARN' | 'INFO' {
  if (/error/i.test(pattern)) return 'ERROR'
  return /warn/i.test(pattern) ? 'WARN' : 'INFO'
}
