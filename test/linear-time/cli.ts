import { resultShapeOf } from '../../src/cli/cloudwatch/result-shape.ts'
import { compareErrors } from '../../src/cli/compare/errors.ts'
import { formatCsv } from '../../src/cli/csv.ts'
import { checkRecords } from '../../src/cli/doctor/records.ts'
import { answerOf, writeAnswer, writeError } from '../../src/cli/mcp/answer.ts'
import { readArguments } from '../../src/cli/mcp/read-arguments.ts'
import { TOOLS } from '../../src/cli/mcp/tools/index.ts'
import { createPatternFinder } from '../../src/cli/ql/drain.ts'
import { lint } from '../../src/cli/ql/lint.ts'
import { parse } from '../../src/cli/ql/parse.ts'
import { explain, QueryError } from '../../src/cli/ql/query-error.ts'
import { ROW_FUNCTIONS } from '../../src/cli/ql/row-functions/index.ts'
import { tokenize } from '../../src/cli/ql/tokens.ts'
import { translate } from '../../src/cli/ql/translate.ts'
import { fingerprintOf } from '../../src/cli/source-maps/fingerprint.ts'
import { openSourceMaps } from '../../src/cli/source-maps/open.ts'
import { readSourceMap } from '../../src/cli/source-maps/source-map.ts'
import { SourceMaps } from '../../src/cli/source-maps/source-maps.ts'
import { sourceName } from '../../src/cli/source-maps/source-name.ts'
import { drawTable } from '../../src/cli/table.ts'
import { escapeControls, padTo } from '../../src/cli/terminal.ts'
import { drawReport } from '../../src/cli/trace/draw-report.ts'
import { findTraces } from '../../src/cli/trace/find-traces.ts'
import { createReports } from '../../src/cli/trace/report.ts'
import { shownJson } from '../../src/cli/view/shown-json.ts'
import { traceView } from '../../src/cli/view/trace-view.ts'
import { readEntry } from '../../src/lines/entry.ts'
import { eventOf } from '../../src/lines/event.ts'
import { readEvents } from '../../src/lines/read-events.ts'
import { parseRecord, type RequestRecord } from '../../src/lines/record.ts'
import type { Doors } from './library.ts'

const CONTEXT = { region: 'eu-west-1', isAws: true, logArgs: [] }
const STACKS = { maps: new SourceMaps(() => []), project: undefined, editor: 'none' } as const
const PAINT = { paint: (_style: unknown, text: string) => text, columns: 80 }

/** Draws all reports of one trace. */
export function report(records: readonly RequestRecord[]): unknown {
  const entries = records.map((record) => {
    return readEntry(eventOf(JSON.stringify(record), record, {}), 'records.ndjson')
  })
  const found = entries.filter((entry) => entry.kind === 'record')
  const reports = createReports({ traceId: 't', records: found, others: [] }, '', CONTEXT)
  return [
    reports.map((one) => drawReport(one.report, one.records, PAINT)),
    shownJson(traceView('t', reports, STACKS)),
    JSON.stringify(reports),
  ]
}

/** Returns a record of a failed hop. */
export function hop(spanId: string, parentId?: string, more: object = {}): RequestRecord {
  return {
    timestamp: '2026-11-22T14:30:00.200Z',
    level: 'error',
    message: 'm',
    traceId: 't',
    spanId,
    parentId,
    service: 's',
    layer: 'l',
    action: 'a',
    phase: 'hop',
    hopName: spanId,
    result: 'error',
    duration: 1,
    error: { message: 'm', code: 'c' },
    ...more,
  }
}

const query = (text: string): unknown => {
  const parsed = parse(text)
  return [lint(parsed), translate(parsed, { files: [text] }, 0)]
}

/** What the command line tool reads. */
export const CLI: Doors = {
  'a line of a log': (text) => [parseRecord(text), parseRecord(`{"a":${text}`)],
  'a line of any logger': (text) =>
    [
      text,
      `{"message":${JSON.stringify(text)},"requestId":"1","level":"INFO"}`,
      `{"a":${text}`,
      `x | ${text}`,
    ]
      .flatMap((line) => readEvents(line))
      .map((event) => readEntry(event, 'file')),
  'a log': (text) => [
    checkRecords([text, `{"message":${text}`, `[14:30:00.200] ${text}`]),
    checkRecords([JSON.stringify(hop(text, text))]),
  ],
  'a cell of a table': (text) => {
    const result = {
      columns: ['a', text],
      numeric: new Set<string>(),
      rows: [{ a: text }],
      truncated: false,
    }
    return [drawTable(result, PAINT.paint, 80), formatCsv(result, true)]
  },
  'a text for a terminal': (text) => padTo(escapeControls(text), 80),
  'an error in a trace': (text) => {
    const error = { message: text, code: 'c', stack: text, cause: { message: text } }
    return report([hop('1', undefined, { error })])
  },
  'the stack of an error': (text) => {
    const maps = openSourceMaps([])
    const stack = `Error: ${text}\n    at ${text} (${text}:1:2)\n${text}`
    const count = {
      code: text,
      name: text,
      stack,
      version: text,
      service: text,
      before: 0,
      after: 99,
      example: 'a',
    }
    const error = { code: 'c', message: 'm', name: text, stack }
    return [
      maps.mapStack(stack, {}, true),
      maps.mapStack(text, {}),
      fingerprintOf(error, {}, maps),
      compareErrors([count], { before: 100, after: 100 }, maps),
    ]
  },
  'a source map': (text) => [
    readSourceMap(text)?.(1, 1),
    readSourceMap(JSON.stringify({ version: 3, sources: [text], mappings: text }))?.(1, 1),
    sourceName(text, '/project/dist', '/project'),
    sourceName(`webpack://${text}`, '/project/dist', '/project'),
  ],
  'names in a trace': (text) => report([hop(text, text, { service: text }), hop('2', text)]),
  'a query': (text) => [resultShapeOf(text), tokenize(text)],
  'the end of a query': (text) => query(`filter a = 1 ${text}`),
  'a string in a query': (text) => query(`filter a = "${text}"`),
  'a pattern in a query': (text) => query(`filter a like /${text}/`),
  'a value that a query reads': (text) =>
    Object.values(ROW_FUNCTIONS).map(({ takes, run }) =>
      run(...(takes.map((type) => (type === 'text' ? text : 2)) as never[])),
    ),
  'a text that has a pattern': (text) => {
    const finder = createPatternFinder()
    finder.add(text)
    finder.add(`${text} b`)
    return finder.patterns()
  },
  'an error in a query': (text) => explain(new QueryError('no', { at: text.length - 1 }), text),
  'an answer for an agent': (text) => {
    const parts = [
      { name: 'a', value: { [text]: text } },
      { name: 'b', value: [text, [text]] },
    ]
    return [writeAnswer(answerOf(parts)), writeError(text, text)]
  },
  'a call of an agent': (text) => TOOLS.map((tool) => readArguments(tool, { [text]: text })),
  'an id': (text) =>
    findTraces(
      {
        query: async () => ({ columns: [], numeric: new Set(), rows: [], truncated: false }),
        describe: async () => '',
        find: async () => ({ isCut: false }),
        describeSearch: async () => [],
      },
      text,
    ).catch(() => undefined),
}
