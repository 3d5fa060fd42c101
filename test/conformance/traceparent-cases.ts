import type { RawHeader } from './harness.ts'

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
export const SPAN = '00f067aa0ba902b7'

/** One request of a case: what is sent, and what the W3C expects to be carried on. */
export interface Exchange {
  readonly sent: readonly RawHeader[]
  /** Whether the trace that was sent goes on, or a new one begins. */
  readonly trace: 'same' | 'new'
  /** The members that are to arrive, in order; absent where the case says nothing of them. */
  readonly state?: readonly RawHeader[]
}

/** What the service does, the W3C's name of the case, and its requests. */
export type Case = readonly [sentence: string, name: string, exchanges: readonly Exchange[]]

const parents = (trace: Exchange['trace'], ...values: string[]): Exchange[] =>
  values.map((value) => ({ trace, sent: [['traceparent', value]] }))

const named = (trace: Exchange['trace'], ...names: string[]): Exchange[] =>
  names.map((name) => ({ trace, sent: [[name, VALID]] }))

const VALID = `00-${TRACE}-${SPAN}-01`
const OTHER = `00-${TRACE.replace('4', '5')}-${SPAN}-01`

export const TRACEPARENT_CASES: readonly Case[] = [
  [
    'begins a trace when nothing came',
    'test_both_traceparent_and_tracestate_missing',
    [{ sent: [], trace: 'new', state: [] }],
  ],
  [
    'continues a trace without a tracestate',
    'test_traceparent_included_tracestate_missing',
    [{ sent: [['traceparent', VALID]], trace: 'same', state: [] }],
  ],
  [
    'begins a trace when two parents came',
    'test_traceparent_duplicated',
    [
      {
        sent: [
          ['traceparent', OTHER],
          ['traceparent', VALID],
        ],
        trace: 'new',
      },
      {
        sent: [
          ['traceparent', VALID],
          ['traceparent', VALID],
        ],
        trace: 'new',
      },
    ],
  ],
  [
    'looks at no header of another name',
    'test_traceparent_header_name',
    named('new', 'trace-parent', 'trace.parent'),
  ],
  [
    'reads the header’s name in any case',
    'test_traceparent_header_name_valid_casing',
    named('same', 'TraceParent', 'TrAcEpArEnT', 'TRACEPARENT'),
  ],
  [
    'refuses anything more in version 00',
    'test_traceparent_version_0x00',
    parents('new', `${VALID}.`, `${VALID}-what-is-to-come`),
  ],
  [
    'reads what it knows of a higher version',
    'test_traceparent_version_0xcc',
    [
      ...parents('same', `cc-${VALID.slice(3)}`, `cc-${VALID.slice(3)}-what-is-to-come`),
      ...parents('new', `cc-${VALID.slice(3)}.what-is-to-come`),
    ],
  ],
  ['refuses version ff', 'test_traceparent_version_0xff', parents('new', `ff-${VALID.slice(3)}`)],
  [
    'refuses a version that is not hex',
    'test_traceparent_version_illegal_characters',
    parents('new', `.0-${VALID.slice(3)}`, `0.-${VALID.slice(3)}`),
  ],
  [
    'refuses a long version',
    'test_traceparent_version_too_long',
    parents('new', `0${VALID}`, `00${VALID}`),
  ],
  ['refuses a short version', 'test_traceparent_version_too_short', parents('new', VALID.slice(1))],
  [
    'refuses a trace-id of zeros',
    'test_traceparent_trace_id_all_zero',
    parents('new', `00-${'0'.repeat(32)}-${SPAN}-01`),
  ],
  [
    'refuses a trace-id that is not hex',
    'test_traceparent_trace_id_illegal_characters',
    parents('new', `00-.${TRACE.slice(1)}-${SPAN}-01`, `00-${TRACE.slice(1)}.-${SPAN}-01`),
  ],
  [
    'refuses a long trace-id',
    'test_traceparent_trace_id_too_long',
    parents('new', `00-${TRACE}3-${SPAN}-01`),
  ],
  [
    'refuses a short trace-id',
    'test_traceparent_trace_id_too_short',
    parents('new', `00-${TRACE.slice(1)}-${SPAN}-01`),
  ],
  [
    'refuses a parent-id of zeros',
    'test_traceparent_parent_id_all_zero',
    parents('new', `00-${TRACE}-${'0'.repeat(16)}-01`),
  ],
  [
    'refuses a parent-id that is not hex',
    'test_traceparent_parent_id_illegal_characters',
    parents('new', `00-${TRACE}-.${SPAN.slice(1)}-01`, `00-${TRACE}-${SPAN.slice(1)}.-01`),
  ],
  [
    'refuses a long parent-id',
    'test_traceparent_parent_id_too_long',
    parents('new', `00-${TRACE}-${SPAN}7-01`),
  ],
  [
    'refuses a short parent-id',
    'test_traceparent_parent_id_too_short',
    parents('new', `00-${TRACE}-${SPAN.slice(1)}-01`),
  ],
  [
    'refuses flags that are not hex',
    'test_traceparent_trace_flags_illegal_characters',
    parents('new', `00-${TRACE}-${SPAN}-.0`, `00-${TRACE}-${SPAN}-0.`),
  ],
  [
    'refuses long flags',
    'test_traceparent_trace_flags_too_long',
    parents('new', `00-${TRACE}-${SPAN}-001`),
  ],
  [
    'refuses short flags',
    'test_traceparent_trace_flags_too_short',
    parents('new', `00-${TRACE}-${SPAN}-1`),
  ],
  [
    'reads past blanks around the value',
    'test_traceparent_ows_handling',
    parents('same', ` ${VALID}`, `\t${VALID}`, `${VALID} `, `${VALID}\t`, `\t ${VALID} \t`),
  ],
]
