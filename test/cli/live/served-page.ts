import { get, type IncomingHttpHeaders } from 'node:http'
import { projectFolder } from '../project/project-folder.ts'
import { type Started, startHoptrace } from './dev-process.ts'

/** A page that `hoptrace dev` serves. */
export interface Served {
  readonly dev: Started
  readonly url: URL
  readonly port: number
  readonly token: string
  /** Returns the answer to a request, with the token unless the path has a query. */
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>
}

/** An answer of the page's server. */
interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Serves the page of a file with these records. */
export async function servePageOf(
  records: readonly object[],
  { args = [], folder = projectFolder({}) }: { args?: readonly string[]; folder?: string } = {},
): Promise<Served> {
  const lines = records.map((one) => `${JSON.stringify(one)}\n`).join('')
  const node = `require('fs').appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(lines)});
    process.stdin.on('data', (data) => require('fs').appendFileSync(process.env.HOPTRACE_FILE, data))`
  const dev = startHoptrace(folder, 'dev', ...args, '--', process.execPath, '-e', node)
  await dev.has(/http:\S+\n/)
  const url = new URL(/http:\S+/.exec(dev.output())?.[0] ?? '')
  const port = Number(url.port)
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? ''
  return {
    dev,
    url,
    port,
    token,
    ask(path, headers = {}, method = 'GET') {
      const whole = path.includes('?') ? `${path}&token=${token}` : path
      return request({ port, path: whole, headers, method })
    },
  }
}

function request(options: {
  port: number
  path: string
  headers: Record<string, string>
  method: string
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', ...options }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      const { statusCode: status, headers } = response
      response.on('end', () => resolve({ status, headers, body }))
    })
    asked.on('error', reject)
  })
}
