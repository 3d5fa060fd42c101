import { type ConsoleBlock, consoleBlock } from './console-blocks.ts'

/** The tool's commands in the incident. */
export function incidentCommands(traceId: string, jobId: string): string[][] {
  return [
    ['query', 'not-found'],
    ['trace', traceId],
    ['trace', jobId],
    ['query', 'cache'],
  ]
}

const WORKFLOW = `# The debugging workflow

Four steps lead from the id that a user quotes to the cause.

\`\`\`sh
npx hoptrace trace req_01a22c04-e2b5-77f4-bd5e-cd188067fd97 --log-group /aws/lambda/shop-prod-orders
\`\`\`

## 1. Get an id

- Responses have the trace id in the header \`x-trace-id\`, JSON errors also in their body, as \`traceId\`. Show it on your error page, for users to quote. Some responses [have none](troubleshooting.md#a-response-without-an-id).
- A job id and a Lambda request id work too.
- Without an id, a query finds the request: \`recent-errors\`, \`not-found\`, \`auth-failures\` and \`slow-requests\` have a \`traceId\` in each row.

## 2. Look at the request

[\`npx hoptrace trace <id>\`](command-line.md#hoptrace-trace) draws the request over all services. Read it in this order:

| the report shows | what it means | where to look |
|---|---|---|
| \`✗\`, and \`Failed at\` | the step that made the request fail | the first frame of its stack in your code; for a call, the service that was called |
| \`Ended at\` | the error that the caller got instead | the code that replaced the error |
| \`Never ended\` | the process crashed, or Lambda stopped it | Lambda's lines at that time in the log group: timeout, memory, crash |
| \`Time without a step\` | time that no record covers | the code between the two steps; before a function's first step, its cold start |
| a step is missing | the code didn't get there, or [the id stopped](troubleshooting.md#the-id-stops-at-a-hop) | the last step before it |
| every step succeeded, but the answer is wrong | something answered without asking, such as a cache | the calls that you expect and don't find |

## 3. Ask who else is affected

[A query](../cloudwatch-insights-queries.md) tells a single case from an outage:

| question | query |
|---|---|
| Who else got a 404? | \`not-found\` |
| Which endpoints fail, by whose fault? | \`error-rate\` |
| Which service that is called fails, or is slow? | \`service-calls\` |
| Is a cache involved? | \`cache\` |
| Who is refused? | \`auth-failures\` |

## 4. Follow the job

\`Look next\` at the end of a report names a query over all requests of the same job, and the log groups of the functions. \`npx hoptrace trace <jobId>\` draws these requests, in the order in which they began. A cause is often in an earlier request.
`

/** The page: the workflow, and an incident with what the tool printed with the bug, and without. */
export function incidentDocument(
  [notFound, late, job, cache]: readonly ConsoleBlock[],
  [fixedNotFound, fixedLate, , fixedCache]: readonly ConsoleBlock[],
): string {
  const block = (one: ConsoleBlock | undefined): string =>
    consoleBlock(one ?? { command: '', output: '' })
  return `${WORKFLOW}
## An example: a 404 for a job that exists

A user of the bg-remover, this repository's example, writes: "My picture is done, but asking for it says 404." The 404 has a trace id. What follows is the tool's real output: \`npm run docs\` plays the incident on the local system and writes this page, and \`test/e2e/incident.test.ts\` plays it too.

### What happened in this request?

${block(late)}

\`find-job\` found no job. There is no \`service:dynamodb:getItem\` below it: the table was not asked.

### Who else gets it?

${block(notFound)}

There are two 404s, of one job and one user. The older one may be right, if the job was not done by then.

### Was there such a job?

${block(job)}

The report shows all requests of the job. \`service:dynamodb:putItem\` stored the job after the second request and before the last one. The second request asked the table too early: its 404 was right. The last request repeated that answer.

### What repeats answers?

${block(cache)}

The cache of the status function had one hit: the last request. It had kept the answer "no such job", which was soon wrong.

### The fix

\`handlers/job-cache.ts\` keeps a job that it found, since a stored job never changes. It doesn't keep the answer that there is none. \`BUG_CACHE_404=1 npm start\` brings the bug back. Without the bug, the same requests give:

${block(fixedLate)}

${block(fixedNotFound)}

${block(fixedCache)}

One 404 is left, which is right, and the table is asked each time.
`
}
