import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { hoptrace } from '../../cli/hoptrace.ts'
import { type NextApp, startNextApp } from './next-app.ts'
import { VARIANTS } from './variants.ts'

/** Within the repository, so that the app finds its packages. Git ignores the folder. */
const FOLDER = path.join(ROOT, '.hoptrace/init-app')
const APP = path.relative(path.join(import.meta.dirname, 'apps'), FOLDER)

const FILES: Readonly<Record<string, string>> = {
  'next.config.ts': `import path from 'node:path'

export default {
  distDir: process.env.DIST_DIR ?? '.next',
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
}
`,
  'app/layout.tsx': `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>
}
`,
  'app/page.tsx': `import { save } from './actions'

export default function Page() {
  return <form action={save}><button type="submit">Save</button></form>
}
`,
  'app/actions.ts': `'use server'

export async function save(form: FormData) {
  console.log(form.get('id'))
}
`,
  'app/api/plain/[id]/route.ts': `import { type NextRequest, NextResponse } from 'next/server'

export const dynamic = 'force-dynamic'

export async function GET(_request: NextRequest, { params }: RouteContext<'/api/plain/[id]'>) {
  return NextResponse.json(await params)
}

export const POST = async (request: Request) => Response.json(await request.json())
`,
  'app/api/list/route.ts': `const handler = (request: Request) => Response.json({ method: request.method })

export { handler as GET, handler as POST }
`,
  'app/api/again/route.ts': "export { GET } from '../list/route'\n",
  'app/api/all/route.ts': "export * from '../list/route'\n",
  'app/api/pair/route.ts': `const handlers = { GET: (request: Request) => new Response(request.url), POST: () => new Response() }

export const { GET, POST } = handlers
`,
  'pages/api/old.ts': `import type { NextApiRequest, NextApiResponse } from 'next'

export default function handler(_request: NextApiRequest, response: NextApiResponse) {
  response.json({ old: true })
}
`,
  'proxy.ts': `import { type NextRequest, NextResponse } from 'next/server'

export function proxy(request: NextRequest) {
  if (request.nextUrl.pathname === '/gone') return new NextResponse('gone', { status: 410 })
  return NextResponse.next()
}

export const config = { matcher: '/((?!_next/static).*)' }
`,
  'instrumentation.ts': `export function register() {
  return undefined
}
`,
}

describe.each(VARIANTS.filter(({ version }) => version === undefined))(
  'an app that hoptrace init has edited, on $name',
  (variant) => {
    let app: NextApp
    beforeAll(async () => {
      rmSync(FOLDER, { recursive: true, force: true })
      for (const [name, content] of Object.entries(FILES)) {
        mkdirSync(path.dirname(path.join(FOLDER, name)), { recursive: true })
        writeFileSync(path.join(FOLDER, name), content)
      }
      // Next.js checks the types of the app with it.
      const tsconfig = path.join(import.meta.dirname, 'apps/routes/tsconfig.json')
      cpSync(tsconfig, path.join(FOLDER, 'tsconfig.json'))
      await hoptrace(['init', FOLDER, '--write'])
      app = await startNextApp(APP, variant)
    }, 300_000)
    afterAll(async () => {
      await app?.stop()
      rmSync(FOLDER, { recursive: true, force: true })
    })

    it.each([
      ['GET', '/api/plain/7', 'GET /api/plain/[id]', '{"id":"7"}'],
      ['POST', '/api/plain/7', 'POST /api/plain/[id]', '{"a":1}'],
      ['POST', '/api/list', 'POST /api/list', '{"method":"POST"}'],
      ['GET', '/api/again', 'GET /api/again', '{"method":"GET"}'],
      ['GET', '/api/all', 'GET /api/all', '{"method":"GET"}'],
      ['POST', '/api/pair', 'POST /api/pair', ''],
      ['GET', '/api/old', 'GET /api/old', '{"old":true}'],
    ])('traces %s %s', async (method, pathname, action, body) => {
      const init = { method, ...(method === 'POST' && { body: '{"a":1}' }), endings: 2 }
      const asked = await app.ask(pathname, init)
      expect(asked.body).toBe(body)
      expect(asked.response.headers.get('x-trace-id')).toBe(asked.traceId)
      const endings = asked.records.filter(({ phase }) => phase === 'complete')
      expect(endings.map((ending) => ending.action).sort()).toEqual([action, 'proxy'].sort())
    })

    it('traces the proxy', async () => {
      const { response, ending } = await app.ask('/gone')
      expect(response.status).toBe(410)
      expect(ending).toMatchObject({ action: 'proxy', layer: 'proxy' })
    })

    it('traces the server action', async () => {
      const page = await (await fetch(app.url)).text()
      const [, field = ''] = /name="(\$ACTION_ID_\w+)"/.exec(page) ?? []
      const body = new FormData()
      body.set(field, '')
      const { records } = await app.ask('/', { method: 'POST', body, endings: 2 })
      expect(records.map(({ action }) => action)).toContain('save')
    })
  },
)
