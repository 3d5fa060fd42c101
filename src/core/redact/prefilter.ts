const { raw } = String

// How the built-in names end, by their last letter: V8 tries all alternatives at each colon. They are
// long enough for `orders:get` and `report:create` not to end so. In capitals any name may be one.
const ENDS =
  '["\'`A-Z]|[Cc]v[cv][\\W_]?2?|(?:[Dd]ob|[Oo]tp|srf|umber|ress|[Pp]ass|(?:[Ww]or|[Cc]ar|w|(?:[Tt]ax|nal|[Kk]ey|sion)[\\W_]?[Ii])d|(?:ras|[Cc]od|hon|h[\\W_]?[Dd]at|ss[\\W_]?[Ll]in|oki|natur|[Nn]am)e|(?:[Ss]i|trin)g|(?:[Hh]as|rt)h|(?:[Mm]ai|tia)l|(?:ke|zatio|matio|[Ii]ba|[Ss]s)n|(?:cre|k[\\W_]?[Aa]ccoun|spor|[Jj]w|tree)t|(?:[Kk]e|hda|nar|curit)y)s?|[Nn]e\\d|ss\\d'
const LETTERS = 3

/**
 * The source of a pattern for what each text with a member or an address has in it. A colon counts
 * before a space, quote or bracket, and behind a quote or the end of a built-in name or one of these.
 */
export function prefilterSource(names: readonly string[]): string {
  const ends = [ENDS, ...names.map(endOf)].join('|')
  return raw`[=@%]|:(?:[\s"'\`\\[{]|(?<=(?:${ends}):))`
}

/** How a name ends whose letters are small, whatever their case, and with separators or without. */
function endOf(name: string): string {
  const letters = [...name.slice(-LETTERS)]
  return letters.map((letter) => `[${letter}${letter.toUpperCase()}]`).join('[\\W_]?')
}
