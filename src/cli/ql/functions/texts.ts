import { QueryError } from '../query-error.ts'
import { readGroups } from '../regex-groups.ts'
import { asCondition, asNumber, asText, boolean, json, number, quote, text } from '../sql.ts'
import { type FunctionCall, type Functions, MAX_ARGUMENTS, ofTexts, ofValues } from './function.ts'
import { integer } from './numbers.ts'

const WHITE_SPACE = quote(' \t\n\v\f\r')

/** Functions of texts. */
export const TEXTS: Functions = {
  isempty: ofTexts((value) => boolean(`(${value} IS NULL OR ${value} = '')`), 1),
  isblank: ofTexts(
    (value) => boolean(`(${value} IS NULL OR trim(${value}, ${WHITE_SPACE}) = '')`),
    1,
  ),
  concat: ofTexts((...values) => text(`concat(${values})`), 1, MAX_ARGUMENTS),
  trim: ofTexts((value, set = WHITE_SPACE) => text(`trim(${value}, ${set})`), 1, 2),
  ltrim: ofTexts((value, set = WHITE_SPACE) => text(`ltrim(${value}, ${set})`), 1, 2),
  rtrim: ofTexts((value, set = WHITE_SPACE) => text(`rtrim(${value}, ${set})`), 1, 2),
  strlen: ofTexts((value) => number(`CAST(length(${value}) AS DOUBLE)`), 1),
  messagesize: ofTexts((value) => number(`CAST(strlen(${value}) AS DOUBLE)`), 1),
  toupper: ofTexts((value) => text(`upper(${value})`), 1),
  tolower: ofTexts((value) => text(`lower(${value})`), 1),
  replace: ofTexts((value, from, to) => text(`replace(${value}, ${from}, ${to})`), 3),
  regexreplace: { arity: [3, 3], toSql: regexReplace },
  strcontains: ofValues(
    ([value, part, ignoreCase]) => {
      const texts = [value, part].map((side) => (side === undefined ? 'NULL' : asText(side)))
      const exact = `contains(${texts})`
      if (ignoreCase === undefined) return boolean(exact)
      const folded = `contains(${texts.map((side) => `lower(${side})`)})`
      return boolean(`(CASE WHEN ${asCondition(ignoreCase)} THEN ${folded} ELSE ${exact} END)`)
    },
    2,
    3,
  ),
  startswith: ofTexts((value, start) => boolean(`starts_with(${value}, ${start})`), 2),
  endswith: ofTexts((value, end) => boolean(`suffix(${value}, ${end})`), 2),
  substr: ofValues(
    ([value, from, count]) => {
      const begin = from === undefined ? '0' : integer(asNumber(from))
      const rest = count === undefined ? '' : `, ${integer(asNumber(count))}`
      // Logs Insights counts characters from 0, SQL from 1.
      return text(`substr(${value && asText(value)}, 1 + ${begin}${rest})`)
    },
    2,
    3,
  ),
  urlencode: ofTexts((value) => text(`url_encode(${value})`), 1),
  urldecode: ofTexts((value) => text(`ql_urldecode(${value})`), 1),
  base64encode: ofTexts((value) => text(`to_base64(encode(${value}))`), 1),
  base64decode: ofTexts((value) => text(`ql_base64decode(${value})`), 1),
  split: ofTexts((value, by) => json(`CAST(to_json(string_split(${value}, ${by})) AS VARCHAR)`), 2),
  hextoascii: ofTexts((value) => text(`ql_hextoascii(${value})`), 1),
  hextodec: ofTexts((value) => number(`ql_hextodec(${value})`), 1),
  dectohex: ofValues(([value]) => text(`ql_dectohex(${value && asNumber(value)})`), 1),
  md5: ofTexts((value) => text(`md5(${value})`), 1),
  sha256: ofTexts((value) => text(`sha256(${value})`), 1),
}

function regexReplace({ args, at, toSql }: FunctionCall): ReturnType<typeof text> {
  const [value, pattern, replacement] = args
  if (value === undefined || pattern?.kind !== 'text' || replacement?.kind !== 'text') {
    throw new QueryError('regexReplace takes a field, a pattern and a text', { at })
  }
  const { source } = readGroups(pattern.value)
  const by = replacement.value.replace(/\$(\d)/g, '\\$1')
  return text(`regexp_replace(${asText(toSql(value))}, ${quote(source)}, ${quote(by)}, 'g')`)
}
