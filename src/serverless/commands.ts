import { spawn } from 'node:child_process'
import type { ServiceDescription } from '../cloudformation/index.ts'
import { chooseQueries } from '../queries/choose-queries.ts'
import { consoleLinks } from './console-links.ts'
import type { Serverless, Utils } from './framework.ts'

/** The plugin's commands, in the form that the framework reads. */
export const commands = {
  hoptrace: {
    usage: 'Show queries, problems and the dashboard of the service',
    commands: {
      queries: { usage: 'List the saved queries', lifecycleEvents: ['run'] },
      doctor: { usage: 'Check the packaged service and its handlers', lifecycleEvents: ['run'] },
      config: { usage: 'Write hoptrace.json for npx hoptrace', lifecycleEvents: ['run'] },
      open: { usage: 'Open the dashboard in the browser', lifecycleEvents: ['run'] },
    },
  },
}

/** `serverless hoptrace queries` */
export function listQueries(
  serverless: Serverless,
  { queries = true }: ServiceDescription,
  { writeText }: Utils,
): void {
  const saved = queries === false ? [] : chooseQueries(queries === true ? {} : queries)
  writeText(`Saved in the folder ${nameOf(serverless)} of CloudWatch Logs Insights:`)
  for (const { id, question } of saved) writeText(`${id}  ${question}`)
}

/** `serverless hoptrace doctor` */
export async function runDoctor({ serviceDir = '.' }: Serverless): Promise<void> {
  await runTool(['doctor', serviceDir])
}

/** `serverless hoptrace open` */
export function openDashboard(serverless: Serverless, { writeText }: Utils): void {
  const region = serverless.getProvider('aws').getRegion()
  const links = consoleLinks(nameOf(serverless), region)
  for (const [page, url] of Object.entries(links)) writeText(`${page}: ${url}`)
  openInBrowser(links.dashboard)
}

async function runTool(args: readonly string[]): Promise<void> {
  // Loaded here, since `serverless package` doesn't need the command line tool.
  const [{ run }, { processIo }] = await Promise.all([
    import('../cli/run.ts'),
    import('../cli/cli-io.ts'),
  ])
  process.exitCode = await run(args, processIo())
}

function nameOf(serverless: Serverless): string {
  return `${serverless.service.service}-${serverless.getProvider('aws').getStage()}`
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

function openInBrowser(url: string): void {
  const [command = 'xdg-open', ...args] = OPENERS[process.platform] ?? []
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  // A machine without a browser still shows the link.
  child.on('error', () => undefined)
  child.unref()
}
