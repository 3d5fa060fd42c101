import { type ConsoleBlock, consoleBlock } from './console-blocks.ts'
import { NOON } from './slow-day.ts'

/** The comparison that starts the search. */
export const COMPARE: readonly string[] = ['compare', '--since', NOON, '--slow', '1s']

/** What the tool prints of the slow day, and of the same day without the bug. */
export interface SlowDayBlocks {
  readonly compare: ConsoleBlock
  readonly trace: ConsoleBlock
  readonly fixed: ConsoleBlock
}

/** The page: from "it's slow since noon" to the cause and the fix. */
export function slowDayDocument({ compare, trace, fixed }: SlowDayBlocks): string {
  return `# Slow since noon

"The bg-remover is slow since noon." Nobody has the id of a request. Two commands lead to the cause.

What follows is the tool's real output: \`npm run docs\` sends the local system a load, without a change and with it, and writes this page; \`test/e2e/start/slow-day.test.ts\` plays it too. The requests are then spread over a day, so that there is a noon.

## What do the slow requests have in common?

[\`npx hoptrace compare\`](compare.md) needs no id. Requests that take longer than a second are odd; those since noon are compared with those before.

${consoleBlock(compare)}

- The first line: nearly all slow requests are of one tenant, and nearly all requests of this tenant are slow. The other tenants are as fast as before.
- The steps: \`find-job\` takes longer, nothing else does.
- The time: it began at noon, when a change was deployed.

## What happens in such a request?

${consoleBlock(trace)}

\`find-job\` asks the table five times, with 300 ms between, for a job that isn't there. Then the answer is a 404, as before noon. \`Failed at\` has the line of source that gives up: \`jobStatus\` in \`handlers/status.ts\`. The look-up is a few lines above it.

## The cause and the fix

The change waits for jobs that are not stored yet, to spare users [an early 404](incident-404.md): \`handlers/awaited-job.ts\`. The client of one tenant goes on asking for a job that was deleted, and waits each time.

The fix is to answer at once, and to let clients ask again. \`BUG_AWAIT_JOB=1 npm start\` brings the bug back. Without it, the same day gives:

${consoleBlock(fixed)}

## With log groups

The same command reads CloudWatch, by queries that count: \`npx hoptrace compare --since 12:00 --log-group /aws/lambda/bg-remover-prod-status\`.
`
}
