import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readEntry } from '../../src/lines/entry.ts'
import { readEvents } from '../../src/lines/read-events.ts'
import { record } from '../cli/sample-trace.ts'

const ID = '8f2c1d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
const STREAM = '2026/11/22/[$LATEST]0a1b2c3d'
const MS = Date.parse('2026-11-22T14:30:00.100Z')
const RECORD = record(100, { spanId: '00000000000000a1', phase: 'log' })
const JSON_RECORD = JSON.stringify(RECORD)
const json = (value: unknown): string => JSON.stringify(value)
const pretty = (value: unknown): string => JSON.stringify(value, undefined, 4)
const packed = (value: object): string => gzipSync(json(value)).toString('base64')
const DATA = {
  messageType: 'DATA_MESSAGE',
  logGroup: '/aws/lambda/shop',
  logStream: STREAM,
  logEvents: [{ id: '1', timestamp: MS, message: `${JSON_RECORD}\n` }],
}

const entriesOf = (block: string) => readEvents(block).map((event) => readEntry(event, 'file'))

describe('a record is read from', () => {
  it.each([
    ['its own line', JSON_RECORD],
    ['a line with a carriage return', `${JSON_RECORD}\r`],
    ['Lambda’s text format', `2026-11-22T14:30:00.100Z\t${ID}\tINFO\t${JSON_RECORD}`],
    ['aws logs tail', `2026-11-22T14:30:00.100000+00:00 ${STREAM} ${JSON_RECORD}`],
    ['aws logs tail --format short', `2026-11-22T14:30:00 ${JSON_RECORD}`],
    ['aws logs tail --format json', pretty(RECORD)],
    ['sam logs', `${STREAM} 2026-11-22T14:30:00.100000 ${JSON_RECORD}`],
    ['an export to S3', `2026-11-22T14:30:00.100Z ${JSON_RECORD}`],
    ['docker compose', `web-1  | ${JSON_RECORD}`],
    ['docker compose in colour', `\u001b[36mweb-1  | \u001b[0m${JSON_RECORD}`],
    ['docker compose --timestamps', `web-1  | 2026-11-22T14:30:00.123456789Z ${JSON_RECORD}`],
    ['foreman of Node.js', `4:30:00 PM web.1    |  ${JSON_RECORD}`],
    ['foreman of Node.js, another locale', `16:30:00 web.1    |  ${JSON_RECORD}`],
    ['concurrently', `[dev:@shop/web] ${JSON_RECORD}`],
    ['npm-run-all --print-label', `[dev   ] ${JSON_RECORD}`],
    [
      'Docker’s file',
      json({ log: `${JSON_RECORD}\n`, stream: 'stdout', time: '2026-11-22T14:30:00Z' }),
    ],
    [
      'filter-log-events',
      pretty({
        events: [{ logStreamName: STREAM, timestamp: MS, message: JSON_RECORD, eventId: '1' }],
      }),
    ],
    [
      'get-log-events',
      pretty({ events: [{ timestamp: MS, message: JSON_RECORD }], nextForwardToken: 'f' }),
    ],
    [
      'get-query-results',
      pretty({
        results: [
          [
            { field: '@message', value: JSON_RECORD },
            { field: '@ptr', value: 'p' },
          ],
        ],
      }),
    ],
    [
      'an export of Logs Insights',
      json([{ '@timestamp': '2026-11-22 14:30:00.100', '@message': RECORD }]),
    ],
    ['a subscription', json({ awslogs: { data: packed(DATA) } })],
    ['a subscription’s data', packed(DATA)],
    ['Firehose', json({ records: [{ recordId: '1', data: packed(DATA) }] })],
    ['Kinesis', json({ Records: [{ kinesis: { data: packed(DATA) } }] })],
    [
      'Vercel’s log drain',
      json([
        {
          id: '1',
          timestamp: MS,
          source: 'lambda',
          level: 'info',
          message: JSON_RECORD,
          requestId: 'kl69h',
          proxy: {},
        },
      ]),
    ],
    [
      'vercel logs --json',
      json({
        id: 'kl69h',
        timestamp: MS,
        level: 'info',
        message: JSON_RECORD,
        logs: [{ level: 'info', message: JSON_RECORD }],
      }),
    ],
    [
      'vercel logs --json --follow',
      json({ rowId: '1', timestampInMs: MS, level: 'info', message: JSON_RECORD }),
    ],
    [
      'Lambda’s Telemetry API',
      json({ time: '2026-11-22T14:30:00.100Z', type: 'function', record: JSON_RECORD }),
    ],
    [
      'Lambda’s Telemetry API as JSON',
      json({ time: '2026-11-22T14:30:00.100Z', type: 'function', record: RECORD }),
    ],
    ['an item of a list over several lines', `  ${JSON_RECORD},`],
    ['the first item of such a list', `[${JSON_RECORD},`],
    [
      'a CSV file of Logs Insights',
      `2026-11-22 14:30:00.100,"${JSON_RECORD.replaceAll('"', '""')}",${STREAM}`,
    ],
    ['journalctl -o json', json({ MESSAGE: JSON_RECORD, _PID: '7' })],
    ['journalctl -o short-iso', `2026-11-22T14:30:00+0000 host node[7]: ${JSON_RECORD}`],
    ['kubectl logs --prefix --timestamps', `[pod/web/web] 2026-11-22T14:30:00.1Z ${JSON_RECORD}`],
    ['a file of Kubernetes', `2026-11-22T14:30:00.1Z stdout F ${JSON_RECORD}`],
    ['Google Cloud', json([{ insertId: '1', jsonPayload: RECORD }])],
    ['pm2 --json', json({ message: `${JSON_RECORD}\n`, type: 'out', process_id: 0 })],
  ])('%s', (_what, block) => {
    expect(entriesOf(block)).toMatchObject([{ kind: 'record', record: RECORD, time: MS }])
  })
})

describe('the events of a line', () => {
  it('are all logs of a request on Vercel', () => {
    const logs = ['one', 'two', 'three'].map((message) => ({ level: 'error', message }))
    const line = json({ id: 'kl69h', timestamp: MS, level: 'error', message: 'three', logs })
    expect(entriesOf(line)).toMatchObject(
      ['one', 'two', 'three'].map((message) => ({
        kind: 'other',
        message,
        level: 'error',
        time: MS,
        ids: [{ kind: 'request', value: 'kl69h' }],
      })),
    )
  })

  it('are all objects that stand in it without a newline between them', () => {
    expect(readEvents('{"a":"}{"}{"a":2}').map(({ value }) => value)).toEqual([
      { a: '}{' },
      { a: 2 },
    ])
  })

  it('have the log group and the stream of the subscription', () => {
    expect(entriesOf(json({ awslogs: { data: packed(DATA) } }))).toMatchObject([
      { source: '/aws/lambda/shop', stream: STREAM },
    ])
  })

  it('are none in a control message', () => {
    const control = { messageType: 'CONTROL_MESSAGE', logEvents: [{ id: '', message: 'CWL' }] }
    expect(readEvents(json({ awslogs: { data: packed(control) } }))).toEqual([])
  })

  it('are the line itself if it is broken', () => {
    const lines = ['{"a":', 'H4sIbroken', '[1, 2]', '{"events":{}}', '}', '{"awslogs":{"data":1}}']
    expect(lines.flatMap((line) => readEvents(line)).map(({ text }) => text)).toEqual(lines)
  })
})

describe('a record that another service printed', () => {
  it.each([
    ['in a text', `search for: ${JSON_RECORD}`],
    [
      'with Lambda’s text format',
      `2026-11-22T14:30:00.100Z\t${ID}\tINFO\tsearch for: ${JSON_RECORD}`,
    ],
    [
      'with Lambda’s JSON format',
      json({
        timestamp: '2026-11-22T14:30:00.100Z',
        level: 'INFO',
        requestId: ID,
        message: JSON_RECORD,
      }),
    ],
  ])('keeps what stood before it: %s', (_what, line) => {
    const [event] = readEvents(line)
    expect(event?.record).toEqual(RECORD)
    expect(event?.prefix.trim()).not.toBe('')
  })
})
