import { describe, expect, it } from 'vitest'
import { lint } from '../../../src/cli/ql/lint.ts'
import { parse } from '../../../src/cli/ql/parse.ts'

const messages = (text: string): string[] => lint(parse(text)).map(({ message }) => message)

describe('the linter', () => {
  it.each([
    'filter a != 1',
    'filter a not in [1]',
    'filter a not like /x/',
    'filter not (a = 1)',
    'filter not strcontains(a, "x")',
    'filter ispresent(a) or a != 1',
    'filter (ispresent(a) and b = 1) or a != 1',
    'filter not (ispresent(b) and a = 1)',
    'filter ispresent(a) | stats count(*) as a1 by b | filter a != 1',
  ])('finds the unguarded negation in %s', (text) => {
    expect(messages(text)).toEqual(['Records without a may match or not: add ispresent(a)'])
  })

  it.each([
    'filter ispresent(a) and a != 1',
    'filter a != 1 and ispresent(a)',
    'filter b = 1 or (ispresent(a) and (c = 1 and a not in [1]))',
    'filter ispresent(a) | filter a != 1 or b = 2',
    'filter not ispresent(a)',
    'filter !strcontains(@message, "a") and @log not like /b/',
    'filter a = 1 or a > 2',
    'stats count(*) as requestCount by bin(5m)',
    'filter coldStart = 1 and error.code = "X"',
    'fields a - b, 2-1, `content-type`',
  ])('finds nothing in %s', (text) => {
    expect(messages(text)).toEqual([])
  })

  it.each([
    ['stats count(*) by bin(300s)', 'CloudWatch reads 300s as 60s: use a larger unit'],
    [
      'fields metadata.content-type',
      'metadata.content-type subtracts type. A name with - stands between backticks',
    ],
    ['fields a | limit 5 | sort a', 'The limit applies to the sorted rows: write it after sort'],
    ['stats count(*) by bin(36h)', 'CloudWatch reads 36h as 24h: use a larger unit'],
    [
      'stats avg(duration) as duration',
      "CloudWatch refuses the name 'duration': it is already a field",
    ],
    ['stats avg(score) as score', "CloudWatch refuses the name 'score': it is already a field"],
    ['filter coldStart = "true"', 'CloudWatch stores true as 1 and false as 0: use coldStart = 1'],
    [
      'filter ispresent(error)',
      "CloudWatch stores only the members of 'error', such as error.code",
    ],
  ])('finds the problem in %s', (text, message) => {
    expect(messages(text)).toEqual([message])
  })
})
