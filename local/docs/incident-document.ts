import { type ConsoleBlock, consoleBlock } from './console-blocks.ts'

/** What the tool is asked in the incident, in order. */
export function incidentCommands(traceId: string, jobId: string): string[][] {
  return [
    ['query', 'not-found'],
    ['trace', traceId],
    ['trace', jobId],
    ['query', 'cache'],
  ]
}

/** The document of the incident: what the tool answered while the bug was there, and after. */
export function incidentDocument(
  [notFound, late, job, cache]: readonly ConsoleBlock[],
  [fixedNotFound, fixedLate, , fixedCache]: readonly ConsoleBlock[],
): string {
  const block = (one: ConsoleBlock | undefined): string =>
    consoleBlock(one ?? { command: '', output: '' })
  return `# A 404 for a job that exists

A walk from a user's complaint to its cause, with the tool's real output. \`npm run docs\` plays it on the local system and writes this page; \`test/e2e/incident.test.ts\` plays it too.

A user writes: "My picture is done, but asking for it says 404." With the 404 came a trace id.

## Who else gets it?

${block(notFound)}

Two 404s of one job, of the same user. The older one may be right, if the job was not done by then.

## What happened in this request?

${block(late)}

\`find-job\` found nothing, and asked nobody: there is no \`service:dynamodb:getItem\` below it. A table that isn't asked can't know the job.

## Was there such a job?

${block(job)}

All requests of the job, in the order in which they began. The job was stored by \`service:dynamodb:putItem\`, before the last request and after the one before it. That one did ask the table, too early, and was rightly told 404. The last one repeated its answer.

## Who repeats answers?

${block(cache)}

The cache of the status function had one hit: the last request. It had kept "there is no such job", which was true for a moment only.

## The fix

\`handlers/job-cache.ts\` keeps a job that it found, since a stored job never changes, and doesn't keep that it found none. \`BUG_CACHE_404=1 npm start\` brings the bug back. Without it, the same requests give:

${block(fixedNotFound)}

${block(fixedLate)}

${block(fixedCache)}

One 404, which is right, and a table that was asked each time.
`
}
