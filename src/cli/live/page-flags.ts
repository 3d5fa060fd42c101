import { UsageError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { type Editor, readEditor } from '../view/editor-link.ts'
import type { LiveTraces } from './live-traces.ts'
import { openPage } from './server/open-page.ts'
import type { ServedPage } from './server/serve.ts'

/** The flags of a command that serves the page. */
export const PAGE_FLAGS = {
  port: { type: 'string' },
  open: { type: 'boolean' },
  editor: { type: 'string' },
} as const

/** Their lines of a command's help. */
export const PAGE_HELP = `  --port <number>         The port of the page. Default: a free one.
  --open                  Opens the page in the browser.
  --editor <name>         What the page opens sources in: vscode, cursor, zed, webstorm or none.
                          Default: vscode.`

/** How the page is served. */
export interface PageChoice {
  /** Default: a free port. */
  readonly port: number | undefined
  readonly editor: Editor
  readonly isOpened: boolean
}

interface PageFlags {
  readonly port?: string | undefined
  readonly open?: boolean | undefined
  readonly editor?: string | undefined
}

/**
 * Reads the flags.
 * @throws UsageError if a value is wrong
 */
export function readPageFlags({ port, open = false, editor }: PageFlags): PageChoice {
  return { port: readPort(port), editor: readEditor(editor), isOpened: open }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= 65_535) return port
  throw new UsageError(`--port takes a number from 1 to 65535, not '${text}'`)
}

/**
 * Serves the page of traces, and prints its address.
 * @throws CliError if the port is taken
 */
export async function showPage(
  traces: LiveTraces,
  { maps, isOpened, ...choice }: PageChoice & { maps(): SourceMaps },
  io: CliIo,
): Promise<ServedPage> {
  // Loaded here: it takes longer than a command needs to start.
  const { servePage } = await import('./server/serve.ts')
  const page = await servePage({ ...choice, traces, maps, project: process.cwd() })
  io.err.write(`Requests are on ${page.url}\n`)
  if (isOpened) openPage(page.url, () => io.err.write('No browser was found for --open.\n'))
  return page
}
