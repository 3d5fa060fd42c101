const { raw } = String

// The last letters of the built-in keys: V8 tries all alternatives at each colon. They are long enough
// not to match `orders:get` and `report:create`. Any name in capitals may be a key.
const ENDS =
  '["\'`A-Z]|[Cc]v[cv][\\W_]?2?|(?:[Dd]ob|[Oo]tp|srf|umber|ress|[Pp]ass|(?:[Ww]or|[Cc]ar|w|(?:[Tt]ax|nal|[Kk]ey|sion)[\\W_]?[Ii])d|(?:ras|[Cc]od|hon|h[\\W_]?[Dd]at|ss[\\W_]?[Ll]in|oki|natur|[Nn]am)e|(?:[Ss]i|trin)g|(?:[Hh]as|rt)h|(?:[Mm]ai|tia)l|(?:ke|zatio|matio|[Ii]ba|[Ss]s)n|(?:cre|k[\\W_]?[Aa]ccoun|spor|[Jj]w|tree)t|(?:[Kk]e|hda|nar|curit)y)s?|[Nn]e\\d|ss\\d'
const LETTERS = 3

/**
 * Returns the source of a pattern that every text with a key and value, or with an address, matches. A
 * colon counts before a space, quote or bracket, and after a quote or the last letters of a built-in
 * key or one of these.
 */
export function prefilterSource(names: readonly string[]): string {
  const ends = [ENDS, ...names.map(endOf)].join('|')
  return raw`[=@%]|:(?:[\s"'\`\\[{]|(?<=(?:${ends}):))`
}

/** Matches the last letters of a lower-case name, in any case and with or without separators. */
function endOf(name: string): string {
  const letters = [...name.slice(-LETTERS)]
  return letters.map((letter) => `[${letter}${letter.toUpperCase()}]`).join('[\\W_]?')
}
