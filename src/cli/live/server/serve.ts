import { randomBytes } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CliError } from '../../cli-error.ts'
import type { SourceMaps } from '../../source-maps/source-maps.ts'
import type { Editor } from '../../view/editor-link.ts'
import { htmlPage } from '../../view/html-page.ts'
import { pageFile } from '../../view/page-files.ts'
import { shownJson } from '../../view/shown-json.ts'
import { exportedLines, viewOf } from '../live-reports.ts'
import type { LiveTrace, LiveTraces } from '../live-traces.ts'
import { streamRequests } from './event-stream.ts'
import { refusalOf } from './refusal.ts'

/** What the page shows, and how. */
export interface PageOptions {
  readonly traces: LiveTraces
  /** Default: a free port. */
  readonly port: number | undefined
  readonly editor: Editor
  readonly project: string
  maps(): SourceMaps
}

/** A page that is served. */
export interface ServedPage {
  /** The address, with the token. */
  readonly url: string
  close(): void
}

const HOST = '127.0.0.1'
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** How long a page may take for the last requests, when the server ends. */
const LAST_MS = 500

/**
 * Serves the page on this machine alone.
 * @throws CliError if the port is taken
 */
export async function servePage(options: PageOptions): Promise<ServedPage> {
  const token = randomBytes(16).toString('base64url')
  const run = randomBytes(6).toString('hex')
  const endStreams = new Set<() => void>()
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const url = URL.parse(request.url ?? '', `http://${HOST}`) ?? new URL(`http://${HOST}/unknown`)
    const refusal = refusalOf(request, url, { port, token })
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    if (refusal !== undefined) send(response, refusal.status, 'text/plain', refusal.reason)
    else if (url.pathname === '/api/events') {
      const lastId = request.headers['last-event-id'] ?? url.searchParams.get('since')
      const end = streamRequests(response, options.traces, run, String(lastId ?? ''))
      endStreams.add(end)
      response.on('close', () => endStreams.delete(end))
    } else answer(response, url, options)
  })
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${HOST}:${port}/#token=${token}`,
    close() {
      for (const end of endStreams) end()
      server.close()
      setTimeout(() => server.closeAllConnections(), LAST_MS).unref()
    },
  }
}

function answer(
  response: ServerResponse,
  { pathname, searchParams }: URL,
  options: PageOptions,
): void {
  const file = pageFile(pathname)
  const trace = options.traces.get(searchParams.get('id') ?? '')
  const write = Object.hasOwn(ANSWERS, pathname) ? ANSWERS[pathname] : undefined
  if (file !== undefined) send(response, 200, file.type, file.content)
  else if (write !== undefined && trace !== undefined) tryTo(write, response, trace, options)
  else send(response, 404, 'text/plain', 'There is no such request any more')
}

// Anybody can print a record. One that can't be drawn must not end the page.
function tryTo(write: Write, response: ServerResponse, ...about: [LiveTrace, PageOptions]): void {
  try {
    write(response, ...about)
  } catch (error) {
    send(response, 500, 'text/plain', `This request can't be shown: ${String(error)}`)
  }
}

type Write = (response: ServerResponse, trace: LiveTrace, options: PageOptions) => void

const ANSWERS: Readonly<Record<string, Write>> = {
  '/api/trace': (response, trace, { project, editor, maps }) => {
    const view = viewOf(trace, { maps: maps(), project, editor })
    send(response, 200, 'application/json', shownJson(view))
  },
  '/api/export.ndjson': (response, trace) => {
    download(response, `${trace.traceId}.ndjson`)
    send(response, 200, 'application/x-ndjson', exportedLines(trace))
  },
  '/api/export.html': (response, trace, { project, maps }) => {
    const view = viewOf(trace, { maps: maps(), project, editor: 'none' })
    download(response, `${trace.traceId}.html`)
    send(response, 200, 'text/html; charset=utf-8', htmlPage([view]))
  },
}

function download(response: ServerResponse, name: string): void {
  const safe = name.replace(/[^\w.-]/g, '_')
  response.setHeader('content-disposition', `attachment; filename="${safe}"`)
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  content: string | Buffer,
): void {
  response.writeHead(status, { 'content-type': type }).end(content)
}

function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE'
      const reason = isTaken ? 'is taken. Without --port, a free one is used' : `: ${cause.message}`
      reject(new CliError(`Port ${port} ${reason}`, { cause }))
    })
    server.listen(port, HOST, resolve)
  })
}
