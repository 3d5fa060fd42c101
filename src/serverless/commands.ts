import { spawn } from 'node:child_process'
import { consoleLinks } from './console-links.ts'
import type { Serverless, Utils } from './framework.ts'

/** The commands as the framework shows them. */
export const commands = {
  hoptrace: {
    usage: 'Look at how the service is observed',
    commands: {
      queries: { usage: 'List the saved queries', lifecycleEvents: ['run'] },
      doctor: { usage: 'Check the packaged service and its handlers', lifecycleEvents: ['run'] },
      open: { usage: 'Open the dashboard in the browser', lifecycleEvents: ['run'] },
    },
  },
}

/** `serverless hoptrace queries` */
export async function listQueries(serverless: Serverless, { writeText }: Utils): Promise<void> {
  writeText(`In the folder ${nameOf(serverless)} of CloudWatch Logs Insights:`)
  await runTool(['queries'])
}

/** `serverless hoptrace doctor` */
export async function runDoctor({ serviceDir = '.' }: Serverless): Promise<void> {
  await runTool(['doctor', serviceDir])
}

/** `serverless hoptrace open` */
export function openDashboard(serverless: Serverless, { writeText }: Utils): void {
  const region = serverless.getProvider('aws').getRegion()
  const links = consoleLinks(nameOf(serverless), region)
  for (const [what, url] of Object.entries(links)) writeText(`${what}: ${url}`)
  openInBrowser(links.dashboard)
}

async function runTool(words: readonly string[]): Promise<void> {
  // What packages a service should not load the command line tool.
  const [{ run }, { processHost }] = await Promise.all([
    import('../cli/run.ts'),
    import('../cli/host.ts'),
  ])
  process.exitCode = await run(words, processHost())
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
  // There may be no browser: the link is written in any case.
  child.on('error', () => undefined)
  child.unref()
}
