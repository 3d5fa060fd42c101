const AT = '2026-11-22 14:'

/** Queries over API Gateway's access logs, with their rows. */
export const API_GATEWAY: readonly [ql: string, ...rows: string[]][] = [
  [
    `fields @timestamp, status, ip, path, httpMethod
| filter status>=400 and status<=499
| sort @timestamp desc
| limit 10`,
    `${AT}30:02.000|404|8.8.8.8|/users|GET`,
  ],
  [
    'fields path, responseLatency | sort responseLatency desc | limit 2',
    '/orders|250',
    '/orders|12',
  ],
  [
    'stats count(*) as requestCount by path | sort requestCount desc | limit 10',
    '/orders|3',
    '/users|1',
  ],
  [
    `filter status=200
| stats avg(responseLatency), max(responseLatency),
min(responseLatency) by bin(1m)`,
    `${AT}30:00.000|10|12|8`,
  ],
  ['filter isPrivateIP(ip) | stats count(*)', '2'],
  ['filter isPublicIP(ip) | fields ip', '8.8.8.8'],
  ['filter isReservedIP(ip) | fields ip', '203.0.113.9'],
  ['filter isIpv4InSubnet(ip, "10.0.0.0/8") | stats count(*)', '2'],
  ['filter isIpInSubnet(ip, "203.0.113.0/24") | fields requestId', 'a2'],
  [
    'fields ip | cidrlookup networks ip OUTPUT owner | sort @timestamp',
    '10.0.0.5|office',
    '203.0.113.9|partner',
    '8.8.8.8|',
    '10.0.0.7|office',
  ],
  [
    'cidrlookup networks ip as cidr OUTPUT owner as who | stats count(*) as n by who | sort who',
    'office|2',
    'partner|1',
    '|1',
  ],
  ['fields ipv4ToNumber(ip) as n | sort @timestamp | limit 1', '167772165'],
  [
    'fields parseDate(requestTime, "dd/MMM/yyyy:HH:mm:ss Z") as ms | sort @timestamp | limit 1',
    '1795357800000',
  ],
  [
    'fields isValidIp(ip) as a, isValidIpV4(ip) as b, isValidIpV6(ip) as c, isIpv6InSubnet(ip, "2001:db8::/32") as d | limit 1',
    '1|1|0|0',
  ],
  ['filter path = "/orders" and httpMethod != "POST" | stats count(*)', '2'],
  [
    'stats count(*) by status, httpMethod | sort status, httpMethod',
    '200|GET|2',
    '404|GET|1',
    '502|POST|1',
  ],
]

/** Queries over CloudTrail's events, with their rows. */
export const CLOUDTRAIL: readonly [ql: string, ...rows: string[]][] = [
  [
    'stats count(*) by eventSource, eventName, awsRegion | sort eventName',
    'iam.amazonaws.com|CreateUser|us-east-1|1',
    'ec2.amazonaws.com|StartInstances|us-east-2|1',
    'ec2.amazonaws.com|StopInstances|us-east-2|1',
  ],
  [
    'filter (eventName="StartInstances" or eventName="StopInstances") and awsRegion="us-east-2" | fields eventName',
    'StartInstances',
    'StopInstances',
  ],
  [
    'filter eventName="CreateUser" | fields awsRegion, requestParameters.userName, responseElements.user.arn',
    'us-east-1|eve|arn:eve',
  ],
  ['filter ispresent(errorCode) | stats count(*) by errorCode, errorMessage', 'Denied||1'],
  [
    'filter tlsDetails.tlsVersion in [ "TLSv1", "TLSv1.1" ] | stats count(*) as n by eventSource | sort n desc',
    'ec2.amazonaws.com|1',
  ],
]

/** Queries over lines of text, with their rows. */
export const TEXT: readonly [ql: string, ...rows: string[]][] = [
  [
    'parse "[*] *, host=* code=*" as kind, text, host, code | filter kind = "ERROR" | display text, host, code | sort host',
    'disk full|web-1|7',
    'disk full|web-2|9',
  ],
  [
    `FIELDS @message
    | PARSE @message "* [*] *" as loggingTime, loggingType, loggingMessage
    | FILTER loggingType IN ["ERROR", "INFO"]
    | DISPLAY loggingMessage, loggingType = "ERROR" as isError | sort @timestamp`,
    'disk full, host=web-1 code=7|1',
    'all good, host=web-2 code=0|0',
    'disk full, host=web-2 code=9|1',
  ],
  [
    'parse @message logfmt as lf | filter lf.level = "warn" | display lf.msg, lf.took',
    'slow "query"|12ms',
  ],
  [
    'parse @message csv as host, method, path, status | filter status = 200 | display host, path',
    'web-1|/a,b',
  ],
  [
    String.raw`parse @message /host=(?<host>\S+)/ | stats count(*) as n by host | sort host`,
    'web-1|1',
    'web-2|2',
    'web-3|1',
    '|1',
  ],
  [
    String.raw`parse @message /(\w+)=/ as key multi | stats count(*) as n by key | sort n desc, key`,
    'host|4',
    'code|3',
    'level|1',
    'msg|1',
    'took|1',
    '|1',
  ],
  [
    'parse @message "host=* " as machine | parse machine "*-*" as kind, number | filter number = 2 | stats count(*) by kind',
    'web|2',
  ],
  [
    'stats count(*) by bin(1m) | sort bin(1m)',
    `${AT}00:00.000|1`,
    `${AT}01:00.000|1`,
    `${AT}02:00.000|1`,
    '|2',
  ],
  [
    'pattern @message | limit 1',
    '<Time-1> [ERROR] disk full, <Token-2> code=<Number-3>|0.4|2|ERROR',
  ],
  ['pattern @message | stats count(*) as patterns, sum(@sampleCount) as lines', '4|5'],
  [
    'filter @message like /ERROR/ | diff | display @sampleCount, @previousCount, @difference',
    '2|0|2',
  ],
  [
    'filter @message like /ERROR/ | pattern @message | diff previousDay | display @sampleCount',
    '2',
  ],
  ['fields @message | filter @message not like /ERROR/ | stats count(*)', '3'],
  [String.raw`parse @message /code=(?<code>\d+)/ | filter code > 5 | stats sum(code)`, '16'],
  [
    String.raw`parse @message /(?<word>disk|all) (?<rest>\w+)/ | filter ispresent(word) | stats count(*) by word, rest | sort word`,
    'all|good|1',
    'disk|full|2',
  ],
]

/** Queries over two logs, with their rows. */
export const ORDERS: readonly [ql: string, ...rows: string[]][] = [
  [
    `SOURCE 'orders' | filter eventType = "ORDER_CREATED"
| join type=inner left=o right=p where o.transactionId=p.transactionId (SOURCE 'payments')
| fields o.orderId, p.amount | sort o.orderId`,
    '1|5',
    '2|7',
  ],
  [
    `SOURCE 'orders' | join type=left left=order right=payment
    where order.transactionId=payment.transactionId (SOURCE 'payments')
| filter payment.paymentStatus != "SUCCESS" or !ispresent(payment.paymentStatus)
| fields order.orderId, payment.paymentStatus | sort order.orderId`,
    '2|FAILED',
    '3|',
  ],
  [
    `SOURCE 'orders' | join left=o right=p where p.transactionId = o.transactionId
(SOURCE 'payments' | filter paymentStatus = "SUCCESS" | fields transactionId, amount * 2 as twice)
| display o.orderId, p.twice`,
    '1|10',
  ],
  [
    `filter transactionId in (
    SOURCE 'payments' | filter paymentStatus = "FAILED" | fields transactionId
) | stats count(*)`,
    '2',
  ],
  [`SOURCE logGroups(namePrefix: ['pay']) | stats count(*)`, '2'],
  [`SOURCE 'ord*' | stats count(*)`, '3'],
  [
    'SOURCE orders, payments | stats count(*) by eventType | sort eventType',
    'ORDER_CREATED|3',
    'PAYMENT_PROCESSED|2',
  ],
  [`SOURCE 'orders' start="2026-11-22T14:00:01Z" end=now | stats count(*)`, '2'],
  [`SOURCE 'orders' start=-1h | stats count(*)`, '3'],
  [
    `SOURCE 'orders' | stats count(*) as orders | appendcols override=true (SOURCE 'payments' | stats sum(amount) as paid)`,
    '3|12',
  ],
  [
    `SOURCE 'payments' | stats sum(amount) by paymentStatus | sort paymentStatus`,
    'FAILED|7',
    'SUCCESS|5',
  ],
]
