import { describe, expect, it } from 'vitest'
import { createLambdaTraceContext } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { fastest } from '../fastest.ts'
import { lambdaContext } from './invocation.ts'

const MB = 1_000_000
const ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'

const idOf = (event: unknown, context: object = {}) =>
  createLambdaTraceContext(event, lambdaContext(context)).id

/** JSON that is large for its text, its items or its members. */
const LARGE = {
  'a text': JSON.stringify('a'.repeat(MB)),
  'a list': `[${'1,'.repeat(MB / 2)}1]`,
  'a list of texts': `[${'"a",'.repeat(MB / 4)}"a"]`,
  'a header of many items': `{"traceparent":[${'1,'.repeat(MB / 2)}1]}`,
  'many headers': JSON.stringify(
    Object.fromEntries(Array.from({ length: MB / 25 }, (_, index) => [`k${index}`, 1])),
  ),
}

describe('a carrier of the maximum size of a message', () => {
  it.each(Object.entries(LARGE))(
    'takes little more time than parsing its JSON: %s',
    (_what, json) => {
      const body = `{"_trace":${json}}`
      const parse = fastest(() => JSON.parse(body))
      for (const event of [
        events.sqs({ body }),
        events.sqs({ body: events.snsNotification({ body }) }),
        events.kinesis({ body }),
      ]) {
        expect(fastest(() => idOf(event))).toBeLessThan(20 + 4 * parse)
      }
    },
  )

  it.each(['Records', 'messages', 'records', 'events'])(
    'takes little time if it is a text where others have records: %s',
    (name) => {
      expect(fastest(() => idOf({ [name]: 'a'.repeat(MB) }))).toBeLessThan(20)
    },
  )

  it.each(Object.entries(LARGE))('takes little time if it is already parsed: %s', (_what, json) => {
    const large = JSON.parse(json)
    const names = typeof large === 'object' ? fastest(() => Object.keys(large)) : 0
    const custom = { custom: large }
    for (const [event, context] of [
      [{ _trace: large }, {}],
      [{ detail: { _trace: large }, source: 'shop', 'detail-type': 'order' }, {}],
      [{}, { clientContext: custom }],
      [{}, { clientContext: { Custom: { _trace: large } } }],
      [{}, { clientContext: large }],
    ] as const) {
      expect(fastest(() => idOf(event, context))).toBeLessThan(10 + 3 * names)
    }
  })
})

describe('a carrier that is not an object', () => {
  it.each([
    ['a text', ID],
    ['a list', [{ 'x-trace-id': ID }]],
    ['a list with a header', Object.assign(['a'], { 'X-Trace-Id': ID })],
    ['a number', 17],
  ])('carries no trace: %s', (_what, carried) => {
    const begun = [
      idOf({ _trace: carried }),
      idOf({}, { clientContext: { custom: carried } }),
      idOf({}, { clientContext: { custom: { _trace: carried } } }),
      idOf(events.sqs({ body: { _trace: carried } })),
    ]
    expect(begun.map((id) => /^req_[0-9a-f-]{36}$/.test(id) && id !== ID)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('carries no trace, while an object does with names in any case', () => {
    const custom = { 'X-Trace-Id': ID }
    expect(idOf({}, { clientContext: { custom } })).toBe(ID)
    expect(idOf({ _trace: custom })).toBe(ID)
  })
})
