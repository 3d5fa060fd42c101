const R1 = '11111111-1111-4111-8111-111111111111'
const R2 = '22222222-2222-4222-8222-222222222222'
const R3 = '33333333-3333-4333-8333-333333333333'
const XRAY = '1-5759e988-bd862e3fe1be46a994272793'

/** Queries over a log in Lambda's text format, with their rows. */
export const LAMBDA_TEXT: readonly [ql: string, ...rows: string[]][] = [
  [
    `filter @type = "REPORT"
    | stats max(@memorySize / 1000 / 1000) as provisonedMemoryMB,
        min(@maxMemoryUsed / 1000 / 1000) as smallestMemoryRequestMB,
        avg(@maxMemoryUsed / 1000 / 1000) as avgMemoryUsedMB,
        max(@maxMemoryUsed / 1000 / 1000) as maxMemoryUsedMB,
        provisonedMemoryMB - maxMemoryUsedMB as overProvisionedMB`,
    '256|84|92|100|156',
  ],
  [
    'filter @type = "REPORT" | stats avg(@duration), max(@duration), min(@duration)',
    '1581.645|3000|163.29',
  ],
  [
    'filter @type = "REPORT" and @duration > 1000 | fields @requestId, @billedDuration',
    `${R2}|3000`,
  ],
  ['stats count(*) as n by @type | sort n desc, @type asc', '|4', 'END|2', 'REPORT|2', 'START|2'],
  [`filter @requestId = "${R1}" | stats count(*)`, '5'],
  [
    'filter ispresent(@initDuration) | fields @initDuration, @xrayTraceId, @xraySegmentId',
    `201.10|${XRAY}|53995c3f42cd8ad8`,
  ],
  [
    'filter @message like /Task timed out/ | fields @requestId, @timestamp',
    `${R2}|2026-11-22 14:31:03.104`,
  ],
  [
    `parse @message "user=*, method:*, latency := *" as @user,
    @method, @latency | filter ispresent(@user) | stats avg(@latency) by @method, @user | sort @user`,
    'GET|ann|12',
    'PUT|bob|30',
  ],
  [
    String.raw`parse @message /user=(?<user2>.*?), method:(?<method2>.*?),
    latency := (?<latency2>\d+)/ | filter ispresent(user2) | stats avg(latency2) by @method2,
    @user2 | sort @user2`,
    'GET|ann|12',
    'PUT|bob|30',
  ],
  [
    String.raw`parse @message /Duration: (?<ms>\d+\.\d+) ms/ | filter @type = "REPORT" | display ms | sort ms`,
    '163.29',
    '3000.00',
  ],
  [String.raw`parse @message /(?<ms>\d+) ms/ | filter not ispresent(ms) | stats count(*)`, '8'],
  ['filter @message like /^REPORT/ | stats count(*)', '2'],
  [
    'filter @type = "REPORT" | stats count(*) by @memorySize | sort @memorySize',
    '128000000|1',
    '256000000|1',
  ],
  [
    'fields @requestId | filter @type = "REPORT" and @duration > 100 | sort @duration desc | dedup @requestId | limit 20',
    R2,
    R1,
  ],
  ['parse @message "Status: *" as status | filter ispresent(status) | display status', 'timeout'],
  ['filter @duration > 2 * 1000 | stats count(*)', '1'],
  ['stats sum(@billedDuration) / 1000 as seconds', '3.164'],
  ['fields strlen(@requestId) as n | stats max(n)', '36'],
  ['filter @type like /START|END/ | stats count(*)', '4'],
  ['filter @message like "ERROR" | fields @requestId', R1],
]

/** Queries over a log in Lambda's JSON format, with their rows. */
export const LAMBDA_JSON: readonly [ql: string, ...rows: string[]][] = [
  [
    'filter @type = "REPORT" | fields @requestId, @duration | sort @duration',
    `${R1}|50.5`,
    `${R3}|3000`,
  ],
  ['filter @type = "REPORT" | stats max(@maxMemoryUsed) / 1000 / 1000 as usedMB', '84'],
  ['filter record.status = "timeout" | fields record.requestId', R3],
  ['stats max(record.metrics.durationMs) as slowest', '3000'],
  [`filter @requestId = "${R1}" | stats count(*)`, '3'],
  ['filter level = "INFO" | fields message', 'stored'],
  ['filter ispresent(@initDuration) | fields @initDuration, @xrayTraceId', `100.25|${XRAY}`],
  [
    'stats count(*) as n by type | sort n desc, type',
    'platform.report|2',
    'platform.start|2',
    '|1',
  ],
  [
    'fields @timestamp, type | sort @timestamp asc | limit 1',
    '2026-11-22 14:30:00.000|platform.start',
  ],
  [
    'filter type = "platform.report" | stats avg(record.metrics.durationMs) by bin(1m) | sort bin(1m)',
    '2026-11-22 14:30:00.000|50.5',
    '2026-11-22 14:31:00.000|3000',
  ],
  ['filter @type = "START" | stats count(*)', '2'],
]
