import type { RawHeader } from './harness.ts'
import { type Case, type Exchange, SPAN, TRACE } from './traceparent-cases.ts'

const PARENT: RawHeader = ['traceparent', `00-${TRACE}-${SPAN}-00`]

/** These `tracestate` headers arrive as these members. */
function kept(lines: readonly string[], ...state: RawHeader[]): Exchange {
  const sent = lines.map((line): RawHeader => ['tracestate', line])
  return { sent: [PARENT, ...sent], trace: 'same', state }
}

const dropped = (...lines: string[]): Exchange => kept(lines)

const named = (name: string, state: readonly RawHeader[]): Exchange => ({
  sent: [PARENT, [name, 'a=1']],
  trace: 'same',
  state,
})

const A: RawHeader = ['a', '1']
const B: RawHeader = ['b', '2']
const C: RawHeader = ['c', '3']

const numbered = Array.from({ length: 33 }, (_, index): RawHeader => [`k${index}`, `${index}`])
const lineOf = (members: readonly RawHeader[]) => members.map((member) => member.join('=')).join()

/** The characters from one to another, without those that separate. */
function range(first: number, last: number): string {
  const codes = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return String.fromCharCode(...codes).replaceAll(/[,=]/g, '')
}
const KEY = `${range(0x61, 0x7a)}0123456789_-*/`
const VALUE = range(0x20, 0x7e)

export const TRACESTATE_CASES: readonly Case[] = [
  [
    'drops a tracestate that has no traceparent',
    'test_tracestate_included_traceparent_missing',
    ['a=1', 'a=1,b=2'].map((line) => ({ sent: [['tracestate', line]], trace: 'new', state: [] })),
  ],
  [
    'carries the tracestate on with its trace',
    'test_tracestate_included_traceparent_included',
    [kept(['a=1,b=2'], A, B)],
  ],
  [
    'looks at no tracestate of another name',
    'test_tracestate_header_name',
    [named('trace-state', []), named('trace.state', [])],
  ],
  [
    'reads the tracestate’s name in any case',
    'test_tracestate_header_name_valid_casing',
    [named('TraceState', [A]), named('TrAcEsTaTe', [A]), named('TRACESTATE', [A])],
  ],
  [
    'ignores an empty tracestate, also beside another',
    'test_tracestate_empty_header',
    [dropped(''), kept(['a=1', ''], A), kept(['', 'a=1'], A)],
  ],
  [
    'joins several tracestates in their order',
    'test_tracestate_multiple_headers_different_keys',
    [kept(['a=1,b=2', 'c=3', 'd=4,e=5'], A, B, C, ['d', '4'], ['e', '5'])],
  ],
  [
    'carries on a key that came twice',
    'test_tracestate_duplicated_keys',
    [
      kept(['a=1,a=1'], A, A),
      kept(['a=1,a=2'], A, ['a', '2']),
      kept(['a=1', 'a=1'], A, A),
      kept(['a=1', 'a=2'], A, ['a', '2']),
    ],
  ],
  [
    'takes every character that keys and values may have',
    'test_tracestate_all_allowed_characters',
    [
      kept([`${KEY}=${VALUE}`], [KEY, VALUE]),
      kept([`${KEY}@a-z0-9_-*/=${VALUE}`], [`${KEY}@a-z0-9_-*/`, VALUE]),
    ],
  ],
  [
    'reads past blanks around members',
    'test_tracestate_ows_handling',
    [
      kept(['a=1 \t , \t b=2, \t c=3'], A, B, C),
      kept(['a=1\t \t,\t \tb=2,\t \tc=3'], A, B, C),
      ...[' a=1', '\ta=1', 'a=1 ', 'a=1\t', '\t a=1 \t'].map((line) => kept([line], A)),
    ],
  ],
  [
    'drops all when a key has a character that it may not have',
    'test_tracestate_key_illegal_characters',
    [dropped('a =1'), dropped('A=1'), dropped('a.b=1')],
  ],
  [
    'takes at signs anywhere but in front of a key',
    'test_tracestate_key_illegal_vendor_format',
    [
      dropped('@a=1,b=2'),
      kept(['a@=1,b=2'], ['a@', '1'], B),
      kept(['a@@b=1,b=2'], ['a@@b', '1'], B),
      kept(['a@b@c=1,b=2'], ['a@b@c', '1'], B),
    ],
  ],
  [
    'carries 32 members, and drops all when there are 33',
    'test_tracestate_member_count_limit',
    [
      kept(
        [lineOf(numbered.slice(0, 20)), lineOf(numbered.slice(20, 32))],
        ...numbered.slice(0, 32),
      ),
      dropped(lineOf(numbered.slice(0, 20)), lineOf(numbered.slice(20))),
    ],
  ],
  [
    'takes a key of 256 characters, and drops all when it has 257',
    'test_tracestate_key_length_limit',
    [
      ...['z'.repeat(256), `${'t'.repeat(242)}@v`, `t@${'v'.repeat(15)}`].map((key) =>
        kept(['a=1', `${key}=1`], A, [key, '1']),
      ),
      dropped('a=1', `${'z'.repeat(257)}=1`),
    ],
  ],
  [
    'drops all when a value is none',
    'test_tracestate_value_illegal_characters',
    [dropped('a=b=c'), dropped('a=,b=3')],
  ],
]
