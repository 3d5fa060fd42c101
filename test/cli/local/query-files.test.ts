import { describe, expect, it } from 'vitest'
import { queryFiles } from '../../../src/cli/local/query-files.ts'
import { logFile } from '../log-file.ts'

const at = (second: number): string => `2026-11-22T14:30:${String(second).padStart(2, '0')}.200Z`
const NOW = Date.parse('2026-11-22T15:00:00Z')

async function ask(text: string, ...lines: Parameters<typeof logFile>) {
  const { rows } = await queryFiles(text, { files: [logFile(...lines)] }, NOW)
  return rows
}

const values = async (text: string, ...lines: Parameters<typeof logFile>) =>
  (await ask(text, ...lines)).map((row) => Object.values(row).join(' '))

describe('a query over a file', () => {
  it('reads true as 1 and false as 0, as CloudWatch stores them, and texts unchanged', async () => {
    const record = { coldStart: true, late: false, text: 'true', none: null }
    expect(await ask('fields coldStart, late, text, none', record)).toEqual([
      { coldStart: '1', late: '0', text: 'true' },
    ])
  })

  it('reads nested fields and elements of arrays, but no objects', async () => {
    const record = { a: { b: { c: 'x"y' } }, list: [{ id: 7 }], 'odd-name': 1 }
    expect(await ask('fields a.b.c, list.0.id, `odd-name`, a, list', record)).toEqual([
      { 'a.b.c': 'x"y', 'list.0.id': '7', 'odd-name': '1' },
    ])
  })

  it('shows the time and the line by default, newest first', async () => {
    const [first, second] = [
      { timestamp: at(1), phase: 'log' },
      { timestamp: at(2), phase: 'log' },
    ]
    expect(await ask('limit 5', first, second)).toEqual([
      { '@timestamp': '2026-11-22 14:30:02.200', '@message': JSON.stringify(second) },
      { '@timestamp': '2026-11-22 14:30:01.200', '@message': JSON.stringify(first) },
    ])
  })

  it('finds records after the text that Lambda’s text format writes before them', async () => {
    const line = `${at(1)}\tid\tINFO\t${JSON.stringify({ timestamp: at(1), phase: 'log', n: 1 })}`
    expect(await values('fields n', line)).toEqual(['1'])
  })

  it('counts lines that aren’t records, whatever they contain', async () => {
    const record = { timestamp: at(1), phase: 'log' }
    const odd = ['REPORT {', '{"a":', 'a\tb\u0001c,"', Buffer.from([0xff, 0xfe, 0x7b]), '{"b":1}']
    const file = logFile(record, ...odd, `${JSON.stringify(record)}\r`)
    expect((await queryFiles('limit 1', { files: [file] }, Date.now())).read).toEqual({
      records: 2,
      others: 5,
    })
  })

  it.each([
    [String.raw`"\ud83c"`, '\ufffd'],
    [String.raw`"a\uDF82z"`, 'a\ufffdz'],
    [String.raw`"\ud83c\ud83c\udf82"`, '\ufffd🎂'],
    [String.raw`"\\ud83c\ud83c"`, '\\ud83c\ufffd'],
    [String.raw`"\\\ud83c"`, '\\\ufffd'],
  ])('repairs a text that was cut through an emoji: %s', async (text, repaired) => {
    const cut = `{"timestamp":"${at(1)}","n":1,"text":${text}}`
    const ask = (lines: string[]) => values('filter n = 1 | fields text', ...lines)
    expect(await ask([cut])).toEqual([repaired])
    expect(await ask([`${at(1)}\tid\tINFO\t${cut}`])).toEqual([repaired])
    const parsed = await values('fields jsonParse(@message) as j | display j.text', cut)
    expect(parsed).toEqual([repaired])
    const member = await values('json field=@message "text" as t | display t', cut)
    expect(member).toEqual([repaired])
    const items = await values(
      'unnest list into one | display one',
      `{"list":"[${text.replaceAll(/["\\]/g, '\\$&')}]"}`,
    )
    expect(items).toEqual([repaired])
  })

  it('reads the records around a line that only looks like JSON', async () => {
    const odd = ['{"a":[1}', '{"a":"\\ud83c"}', '{"a" 2}']
    expect(await values('filter a >= 1 | fields a', { a: 5 }, ...odd, { a: 7 })).toEqual(['5', '7'])
  })

  it('counts the lines that it has read', async () => {
    const file = logFile({ timestamp: at(1), phase: 'log' }, 'START RequestId: 1')
    const { read } = await queryFiles('filter phase = "none"', { files: [file] }, NOW)
    expect(read).toEqual({ records: 1, others: 1 })
  })

  it('reads lines of a megabyte', async () => {
    const long = 'x'.repeat(1_000_000)
    expect(await values('fields strlen(text) as size', { text: long })).toEqual(['1000000'])
  })

  it('reads several files, within a time that includes both ends', async () => {
    const files = [1, 2, 3, 4].map((n) => logFile({ timestamp: at(n), phase: 'log', n }))
    const source = { files, since: Date.parse(at(2)), until: Date.parse(at(3)) }
    const { rows } = await queryFiles('fields n | sort n', source, NOW)
    expect(rows).toEqual([{ n: '2' }, { n: '3' }])
  })

  it('reports that there are more rows than its limit', async () => {
    const source = { files: [logFile({ n: 1 }, { n: 2 }, { n: 3 })] }
    const two = await queryFiles('fields n | limit 2', source, NOW)
    const three = await queryFiles('fields n | limit 3', source, NOW)
    expect([two.rows.length, two.truncated]).toEqual([2, true])
    expect([three.rows.length, three.truncated]).toEqual([3, false])
  })

  it('compares numbers as numbers, ids as texts', async () => {
    const records = [{ n: 9, id: '07' }, { n: 120, id: '7' }, { n: 'abc' }]
    expect(await values('filter n > 10 | fields n', ...records)).toEqual(['120'])
    expect(await values('filter id = "7" | fields n', ...records)).toEqual(['120'])
    expect(await values('filter n in [9, "abc"] | fields n | sort n', ...records)).toEqual([
      'abc',
      '9',
    ])
    expect(await values('filter n != 9 | fields n | sort n', ...records)).toEqual(['abc', '120'])
    expect(await values('filter n not in [9, 10] | fields n | sort n', ...records)).toEqual([
      'abc',
      '120',
    ])
  })

  it('does not match a missing field with !=', async () => {
    const records = [{ a: 1 }, { a: 2 }, {}]
    expect(await values('filter a != 1 | fields a', ...records)).toEqual(['2'])
    expect(await values('filter not (a = 1) | fields a', ...records)).toEqual(['2'])
    expect(await values('filter a not like /1/ | fields a', ...records)).toEqual(['2'])
  })

  it('sorts texts before numbers, and rows without the field last', async () => {
    const records = [{ n: 99 }, { n: 120 }, { n: 'b' }, { n: 'a' }, {}]
    expect(await values('fields n | sort n', ...records)).toEqual(['a', 'b', '99', '120', ''])
    expect(await values('fields n | sort n desc', ...records)).toEqual(['120', '99', 'b', 'a', ''])
  })

  it('keeps the first row of each value with dedup, and all rows without the field', async () => {
    const records = [{ k: 'a', n: 1 }, { k: 'a', n: 2 }, { k: 'b', n: 3 }, { n: 4 }, { n: 5 }]
    expect(await values('fields n | sort n desc | dedup k', ...records)).toEqual([
      '5',
      '4',
      '3',
      '2',
    ])
  })

  it('groups by periods of time', async () => {
    const records = [{ timestamp: at(1) }, { timestamp: at(9) }, { timestamp: at(31) }]
    expect(
      await ask('stats count(*) as eventCount by bin(30s) | sort bin(30s)', ...records),
    ).toEqual([
      { 'bin(30s)': '2026-11-22 14:30:00.000', eventCount: '2' },
      { 'bin(30s)': '2026-11-22 14:30:30.000', eventCount: '1' },
    ])
  })

  it('finds values that JSON escapes', async () => {
    const lines = [
      '{"\\u006b":"a\\u0062c","n":1}',
      '{"k":"abc","n":2}',
      '{"k":true,"n":3}',
      '{"k":[{"id":"abc"}],"n":4}',
      '{"other":"abc","n":5}',
    ]
    const find = (condition: string) => values(`filter ${condition} | fields n | sort n`, ...lines)
    expect(await find('k = "abc"')).toEqual(['1', '2'])
    expect(await find('k in ["abc", "x"] or n = 5')).toEqual(['1', '2', '5'])
    expect(await find('k = "1"')).toEqual(['3'])
    expect(await find('k.0.id = "abc"')).toEqual(['4'])
    expect(await find('not (other = "abc")')).toEqual([])
    expect(await find('not ispresent(k) or n < 2')).toEqual(['1', '4', '5'])
    expect(await find('ispresent(k) and n > 1 and k not like /x/')).toEqual(['2', '3'])
  })

  it('does not search lines for names that the query gives', async () => {
    const records = [{ n: 1 }, { n: 2 }]
    const text = 'fields n * 10 as product | filter product = 20 | display n'
    expect(await values(text, ...records)).toEqual(['2'])
    const coalesced = 'fields coalesce(word, "none") as shown | filter shown = "none" | display n'
    expect(await values(coalesced, ...records, { n: 3, word: 'x' })).toHaveLength(2)
  })

  it('computes with what stats has named', async () => {
    const records = [{ n: 1 }, { n: 4 }]
    const text = 'stats max(n) as high, min(n) as low, high - low as span | filter span > 2'
    expect(await ask(text, ...records)).toEqual([{ high: '4', low: '1', span: '3' }])
  })

  it('returns no row for stats over no events', async () => {
    expect(await ask('filter a = 1 | stats count(*)', { a: 2 })).toEqual([])
  })

  it.each([
    ['abs(0 - n)', '2.5'],
    ['ceil(n)', '3'],
    ['floor(n)', '2'],
    ['round(n * 3.33, 1)', '8.3'],
    ['greatest(n, 7, 1)', '7'],
    ['least(n, 7)', '2.5'],
    ['sqrt(16)', '4'],
    ['log(1)', '0'],
    ['n % 2', '0.5'],
    ['n / 0', ''],
    ['1 - -1', '2'],
    ['strlen(word)', '5'],
    ['toupper(word)', 'HELLO'],
    ['tolower(toupper(word))', 'hello'],
    ['substr(word, 1)', 'ello'],
    ['substr(word, 1, 3)', 'ell'],
    ['replace(word, "l", "L")', 'heLLo'],
    ['concat(word, "-", n, "-", 3)', 'hello-2.5-3'],
    ['trim("  a ")', 'a'],
    ['strcontains(word, "ell")', '1'],
    ['strcontains(word, "it\'s")', '0'],
    ['startswith(word, "he")', '1'],
    ['endswith(word, "he")', '0'],
    ['ispresent(missing)', '0'],
    ['coalesce(missing, word)', 'hello'],
    ['coalesce(missing, 0) + 1', '1'],
    ['isempty(missing)', '1'],
    ['isblank(" ")', '1'],
    ['tomillis(@timestamp)', String(Date.parse(at(1)))],
    ['frommillis(0)', '1970-01-01 00:00:00.000'],
    ['now()', String(NOW / 1000)],
    ['datefloor(@timestamp, 1h)', '2026-11-22 14:00:00.000'],
    ['dateceil(@timestamp, 1h)', '2026-11-22 15:00:00.000'],
    ['datefloor(@timestamp, 1mo)', '2026-11-01 00:00:00.000'],
    ['n > 2 and not word like "x"', '1'],
    ['word =~ /^HE/ or word =~ /(?i)^HE/', '1'],
  ])('computes %s', async (expression, expected) => {
    const record = { timestamp: at(1), n: 2.5, word: 'hello' }
    expect(await values(`fields ${expression} as answer`, record)).toEqual([expected])
  })

  it.each([
    ['avg(n)', '2.5'],
    ['sum(n)', '10'],
    ['min(n)', '1'],
    ['max(n)', '4'],
    ['count(n)', '4'],
    ['count(*)', '5'],
    ['count_distinct(k)', '2'],
    ['pct(n, 50)', '2.5'],
    ['earliest(k)', 'a'],
    ['latest(n)', '4'],
    ['sortsFirst(k)', 'a'],
    ['sortsLast(k)', 'b'],
    ['max(@timestamp)', '2026-11-22 14:30:05.200'],
    ['sum(strcontains(k, "a")) / count(*) * 100', '40'],
    ['sum(n > 2)', '2'],
    ['stddev(n)', String(Math.sqrt(5 / 3))],
  ])('aggregates with %s', async (expression, expected) => {
    const records = [1, 2, 3, 4, undefined].map((n, index) => {
      return { timestamp: at(index + 1), n, k: ['a', 'a', 'b', 'b'][index] }
    })
    expect(await values(`stats ${expression} as answer`, ...records)).toEqual([expected])
  })
})

describe('a query that is not supported', () => {
  it.each([
    ['parse @message "a *" as b, c', 'The pattern has 1 *, and there are 2 names', 15],
    ['parse @message /a/', 'The pattern has no group such as (?<name>…)', 15],
    [
      'anomaly @message',
      "'anomaly' is not supported over files: CloudWatch documents no formula",
      0,
    ],
    ['relevantfields where a = 1 ~', "'relevantfields' is not supported over files", 0],
    ['explode a', "There is no command 'explode'. Commands: fields, display", 0],
    ['fields a | SOURCE b', 'SOURCE must be the first command', 11],
    ["SOURCE 'elsewhere'", "No file fits 'elsewhere': pass it with --file", 0],
    ['SOURCE logGroupTags([1])', "'logGroupTags' exists only on CloudWatch", 7],
    ['lookup users id OUTPUT name', "There is no table 'users': pass --table users=<file.csv>", 0],
    ['diff', 'diff compares times: pass --since', 0],
    ['fillmissing', 'fillmissing must follow stats … by bin(…)', 0],
    ['filter a in (SOURCE b | filter c in (SOURCE d))', 'A subquery has no subqueries', 37],
    ['filter referrer = http://example/', "Expected '|' or the end of the query, got ':'", 22],
    ['filter a = 1 |', 'Expected a command, got the end of the query', 14],
    ['filter a = true', 'CloudWatch stores true as 1 and false as 0: compare with 1 or 0', 11],
    ['fields nothing(a)', 'There is no function nothing', 7],
    ['fields strlen()', 'strlen takes 1 argument', 7],
    ['fields substr(a)', 'substr takes 2 to 3 arguments', 7],
    ['fields strlen(*)', 'strlen takes 1 argument', 7],
    ['fields count(*)', 'count is allowed only in stats', 7],
    ['stats count(*), level', "'level' must be in a function such as max, or after by", 16],
    [
      'stats count(*) by a | stats max(b)',
      "There is no 'b' after stats: its columns are a, count(*)",
      32,
    ],
    ['stats count(*) by a | filter b = 1', "There is no 'b' after stats", 29],
    ['sort a | stats count(*)', 'sort must follow stats', 9],
    ['sort a | sort b', 'Use one sort with all keys', 9],
    ['limit 5 | filter a = 1', 'filter must precede limit', 10],
    ['dedup a | sort a', 'Only limit may follow dedup', 10],
    ['limit 0', "Expected a number of rows from 1 to 100000, got '0'", 6],
    ['fields @entity.Type', "'@entity.Type' exists only on CloudWatch", 7],
    ['fields a | fields b as a', "The name 'a' is taken", 18],
    ['stats avg(score) as score', "The name 'score' is taken", 6],
    ['stats max(a) as x, min(a) as x', "The name 'x' is taken", 19],
    ['fields bin(5)', 'bin takes a period such as 5m', 7],
    ['fields bin(5parsec)', "Unknown unit of time 'parsec'", 11],
    ['fields 5m', 'A period is allowed only in functions of times', 7],
    ['stats pct(a, 101)', 'pct takes a field and a number from 0 to 100', 6],
    ['filter a = "open', 'The string has no closing quote', 11],
    ['filter a = `open', 'The name has no closing backtick', 11],
    ['filter a ~ 1', '"~" has no meaning here', 9],
    ['filter a b', "Expected '|' or the end of the query, got 'b'", 9],
    ['filter a in []', "Expected a string or a number, got ']'", 13],
    ['filter a = 1 = 1', "Expected '|' or the end of the query, got '='", 13],
  ])('%s is refused with the position', async (text, message, at) => {
    await expect(queryFiles(text, { files: [logFile({})] }, NOW)).rejects.toMatchObject({
      name: 'QueryError',
      message: expect.stringContaining(message),
      at,
    })
  })

  it.each(['a like /(?=x)/', 'a =~ /(/'])(
    '%s is refused, since RE2 has no such pattern',
    async (condition) => {
      const answer = queryFiles(`filter ${condition}`, { files: [logFile({ a: 'x' })] }, NOW)
      await expect(answer).rejects.toMatchObject({ name: 'QueryError' })
    },
  )

  it('puts no name or text into SQL unquoted', async () => {
    const odd = `x'"; DROP TABLE y; --`
    const text = `filter \`${odd}\` = "${odd.replaceAll('"', '\\"')}" | fields \`${odd}\``
    expect(await ask(text, { [odd]: odd })).toEqual([{ [odd]: odd }])
  })
})
