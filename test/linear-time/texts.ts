/** Pieces that a pattern or a loop may look for, or may begin to match and not end. */
const PIECES = [
  ...['a', 'A', '1', '0', ' ', '\t', '\n', '\r\n', '\u0001', '\u00a0', 'é', '漢', '😀', '\ud800'],
  ...['"', "'", '`', '\\', '/', '(', ')', '[', ']', '{', '}', '<', '>', '&', ';', ':', ',', '.'],
  ...['=', '-', '_', '@', '%', '|', '#', '*', '+', '?', '$', '^', '~', '\u200b', '\u001b['],
  ...['...', '"...', '..."', '" is', '"... is', 'is not valid JSON', '" is not valid JSON'],
  ...['at a (', ' (a', 'at ', ':1', ':1:1', 'a:', '(a:1:1)\n', 'at a (b:1:1)\n', '\n    at '],
  ...['-signature', 'signature-', 'digest-', 'x-digest', 'x-trace-id,', ', *', ',x-trace-id '],
  ...['a=1;', 'a=b,', 'vendor=1,', 'Root=1-', 'Parent=', '00-', '0a', 'req_', '-0000'],
  ...['arn:', 'arn:a:', 'a/', 'https://a/', 'Command', '-runtime', 'Throttling', 'Exception'],
  ...['"_trace":', '"_trace":{', '{"a":', '{"a":1},', '[1,', '\\"', '\\\\"', '"a":"', '"a":"b",'],
  ...['{{', '{{a}}', '| limit ', '|  ', 'like /', 'like "', '/a', '"a" ', 'a.', '`a`.', '# a\n'],
  ...['NEXT_REDIRECT;', '"message":', '"message":"{', 'eason', '[0', 'INFO ', 'x-middleware-'],
  ...[
    'eyJ',
    'password=',
    'token: ',
    'Bearer ',
    'Basic ',
    '4111 ',
    '://a',
    'a@b.',
    '&code=',
    '&amp;',
  ],
]
/** With and without an end, at which a pattern that has come so far may fail. */
const ENDS = ['', '\n!']

/** Texts of any length, by what they consist of. */
export const ADVERSARIAL: ReadonlyMap<string, (length: number) => string> = new Map(
  PIECES.flatMap((piece) =>
    ENDS.map((end) => [
      JSON.stringify(piece) + (end && ', with an end'),
      (length: number) => piece.repeat(Math.ceil(length / piece.length)) + end,
    ]),
  ),
)
