import type { Files } from './project-folder.ts'

/** A project, and what `hoptrace init --write` makes of some of its files. */
export interface Shape {
  readonly files: Files
  readonly expected: Readonly<Record<string, string>>
  /** What a person must do. Default: nothing. */
  readonly byHand?: readonly string[]
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    paths: { '@/*': ['./*'] },
  },
  include: ['**/*.ts', '**/*.tsx'],
}

const next = (version = '16.4.3'): Files => ({
  'package.json': { dependencies: { next: version, hoptrace: '0.1.0' } },
  'tsconfig.json': TSCONFIG,
})

const PROXY = `import { withProxyTracing } from 'hoptrace/next'

export default withProxyTracing()

// Browsers and CDNs keep these files, and would keep one visitor’s id with them.
export const config = { matcher: '/((?!_next/static|_next/image|favicon\\\\.ico).*)' }
`
const PRETTIER_PROXY = `import { withProxyTracing } from "hoptrace/next";

export default withProxyTracing();

// Browsers and CDNs keep these files, and would keep one visitor’s id with them.
export const config = { matcher: "/((?!_next/static|_next/image|favicon\\\\.ico).*)" };
`
const INSTRUMENTATION = `export { onRequestError } from 'hoptrace/next'
`

const DONE: Files = { 'proxy.ts': PROXY, 'instrumentation.ts': INSTRUMENTATION }

const LAMBDA = {
  'package.json': { dependencies: { hoptrace: '0.1.0' } },
  'tsconfig.json': TSCONFIG,
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  'the App Router': {
    files: {
      ...next(),
      'app/page.tsx': 'export default function Page() {\n  return <p>Hello</p>\n}\n',
      'app/api/orders/[id]/route.ts': `import { type NextRequest, NextResponse } from 'next/server'

export const dynamic = 'force-dynamic'

// Returns an order.
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
) {
  const { id } = await params
  return NextResponse.json({ id, at: request.nextUrl.pathname })
}

export async function HEAD(request: NextRequest, context: { params: Promise<{ id: string }> }) {
  return GET(request, context)
}
`,
    },
    expected: {
      'app/api/orders/[id]/route.ts': `import { type NextRequest, NextResponse } from 'next/server'
import { withTracing } from 'hoptrace/next'

export const dynamic = 'force-dynamic'

// Returns an order.
async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
) {
  const { id } = await params
  return NextResponse.json({ id, at: request.nextUrl.pathname })
}

const tracedGET = withTracing(GET)
export { tracedGET as GET }

export const HEAD = withTracing(async function HEAD(request: NextRequest, context: { params: Promise<{ id: string }> }) {
  return GET(request, context)
})
`,
      'proxy.ts': PROXY,
      'instrumentation.ts': INSTRUMENTATION,
    },
  },

  'named constants, double quotes and semicolons': {
    files: {
      ...next(),
      'next.config.ts':
        'import type { NextConfig } from "next";\n\nconst config: NextConfig = {};\n\nexport default config;\n',
      'app/api/items/route.ts': `/* eslint-disable no-console */

/** Lists the items. */
export const GET = () => Response.json([]);
export const POST = async (request: Request) => {
  return Response.json(await request.json());
}; // creates one
`,
    },
    expected: {
      'app/api/items/route.ts': `/* eslint-disable no-console */

import { withTracing } from "hoptrace/next";

/** Lists the items. */
export const GET = withTracing(() => Response.json([]));
export const POST = withTracing(async (request: Request) => {
  return Response.json(await request.json());
}); // creates one
`,
      'proxy.ts': PRETTIER_PROXY,
      'instrumentation.ts': 'export { onRequestError } from "hoptrace/next";\n',
    },
  },

  'the Pages Router': {
    files: {
      ...next(),
      ...DONE,
      'pages/index.tsx': 'export default function Page() {\n  return <p>Hello</p>\n}\n',
      'pages/api/arrow.ts': `import type { NextApiRequest, NextApiResponse } from 'next'

export const config = { api: { bodyParser: false } }

export default async (request: NextApiRequest, response: NextApiResponse) => {
  response.status(200).json({ method: request.method })
}
`,
      'pages/api/named.ts': `import type { NextApiRequest, NextApiResponse } from 'next'

type Data = { name: string }

export default function handler(_request: NextApiRequest, response: NextApiResponse<Data>) {
  response.status(200).json({ name: 'John Doe' })
}
`,
      'pages/api/constant.ts': `import type { NextApiHandler } from 'next'

const handler: NextApiHandler = (_request, response) => response.end()

export default handler
`,
      'pages/api/again.ts': "export { default, config } from './arrow'\n",
      'pages/api/edge.ts': `export const config = { runtime: 'edge' }

export default () => new Response('edge')
`,
    },
    expected: {
      'pages/api/arrow.ts': `import type { NextApiRequest, NextApiResponse } from 'next'
import { withApiTracing } from 'hoptrace/next'

export const config = { api: { bodyParser: false } }

export default withApiTracing(async (request: NextApiRequest, response: NextApiResponse) => {
  response.status(200).json({ method: request.method })
})
`,
      'pages/api/named.ts': `import type { NextApiRequest, NextApiResponse } from 'next'
import { withApiTracing } from 'hoptrace/next'

type Data = { name: string }

export default withApiTracing(function handler(_request: NextApiRequest, response: NextApiResponse<Data>) {
  response.status(200).json({ name: 'John Doe' })
})
`,
      'pages/api/constant.ts': `import type { NextApiHandler } from 'next'
import { withApiTracing } from 'hoptrace/next'

const handler: NextApiHandler = (_request, response) => response.end()

export default withApiTracing(handler)
`,
      'pages/api/again.ts': `import { withApiTracing } from 'hoptrace/next'
import { default as untraced } from './arrow'
export { config } from './arrow'

export default withApiTracing(untraced)
`,
    },
  },

  'a folder src, JavaScript and Next.js 15': {
    files: {
      'package.json': {
        dependencies: { next: '^15.5.0', hoptrace: '0.1.0' },
        scripts: { build: 'next build --turbopack' },
      },
      'jsconfig.json':
        '{\n  // of create-next-app\n  "compilerOptions": { "paths": { "@/*": ["./src/*"] }, },\n}\n',
      'next.config.mjs': 'const nextConfig = {};\n\nexport default nextConfig;\n',
      'src/app/api/hello/route.js':
        "export async function GET() {\r\n  return new Response('hello')\r\n}\r\n",
      'src/app/api/lib/route.js': "export { GET } from '@/server/get'\n",
      'src/server/get.js':
        "import { withTracing } from 'hoptrace/next'\n\nexport const GET = withTracing(() => new Response('traced'))\n",
    },
    expected: {
      'src/app/api/hello/route.js':
        "import { withTracing } from 'hoptrace/next'\r\n\r\nexport const GET = withTracing(async function GET() {\r\n  return new Response('hello')\r\n})\r\n",
      'src/middleware.js': PRETTIER_PROXY,
      'src/instrumentation.js': 'export { onRequestError } from "hoptrace/next";\n',
    },
  },

  "next-auth's route and proxy": {
    files: {
      ...next(),
      'instrumentation.ts': INSTRUMENTATION,
      'auth.ts': `import type { NextRequest } from 'next/server'

type AppRouteHandlers = Record<'GET' | 'POST', (request: NextRequest) => Promise<Response>>

export const handlers: AppRouteHandlers = {
  GET: async () => new Response(),
  POST: async () => new Response(),
}
export const { GET, POST } = handlers
export const auth = async (request: NextRequest) => {
  if (request.cookies.has('session')) return undefined
  return Response.redirect(new URL('/login', request.url))
}
`,
      'app/api/auth/[...nextauth]/route.ts': `export { GET, POST } from '@/auth'
`,
      'app/api/auth5/[...nextauth]/route.ts': `import { handlers } from '@/auth'

export const { GET, POST } = handlers
`,
      'proxy.ts': `export { auth as proxy } from '@/auth'

export const config = {
  matcher: ['/((?!api|_next/static|_next/image|.*\\\\.png$).*)'],
}
`,
    },
    expected: {
      'app/api/auth/[...nextauth]/route.ts': `import { withTracing } from 'hoptrace/next'
import { GET, POST } from '@/auth'

const tracedGET = withTracing(GET)
const tracedPOST = withTracing(POST)
export { tracedGET as GET, tracedPOST as POST }
`,
      'app/api/auth5/[...nextauth]/route.ts': `import { handlers } from '@/auth'
import { withTracing } from 'hoptrace/next'

const { GET, POST } = handlers
const tracedGET = withTracing(GET)
const tracedPOST = withTracing(POST)
export { tracedGET as GET, tracedPOST as POST }
`,
      'proxy.ts': `import { withProxyTracing } from 'hoptrace/next'
import { auth as proxy } from '@/auth'

const tracedProxy = withProxyTracing(proxy)
export { tracedProxy as proxy }

export const config = {
  matcher: ['/((?!api|_next/static|_next/image|.*\\\\.png$).*)'],
}
`,
    },
  },

  "tRPC's route, and lists of exports": {
    files: {
      ...next(),
      ...DONE,
      'app/api/trpc/[trpc]/route.ts': `const handler = (request: Request) => new Response(request.url)

export { handler as GET, handler as POST }
`,
      'app/api/all/route.ts': "export * from '../trpc/[trpc]/route';\n",
      'app/api/list/route.ts': `export { GET, run as POST, runtime }

const runtime = 'nodejs'
async function GET() {
  return new Response()
}
const run = async () => new Response()
`,
    },
    expected: {
      'app/api/trpc/[trpc]/route.ts': `import { withTracing } from 'hoptrace/next'

const handler = (request: Request) => new Response(request.url)

const tracedHandler = withTracing(handler)
export { tracedHandler as GET, tracedHandler as POST }
`,
      'app/api/all/route.ts': `import { withTracing } from 'hoptrace/next';

export * from '../trpc/[trpc]/route';
import { GET, POST } from '../trpc/[trpc]/route';
const tracedGET = withTracing(GET);
const tracedPOST = withTracing(POST);
export { tracedGET as GET, tracedPOST as POST };
`,
      'app/api/list/route.ts': `import { withTracing } from 'hoptrace/next'

export { tracedGET as GET, tracedRun as POST, runtime }

const runtime = 'nodejs'
async function GET() {
  return new Response()
}
const run = async () => new Response()

const tracedGET = withTracing(GET)
const tracedRun = withTracing(run)
`,
    },
  },

  'server actions': {
    files: {
      ...next(),
      ...DONE,
      'app/actions.ts': `'use server'

export type State = { message: string }

export async function save(previous: State, form: FormData): Promise<State> {
  return { message: \`\${previous.message} \${form.get('id')}\` }
}

export const remove = async (id: string) => {
  await save({ message: id }, new FormData())
}
`,
      'app/cart/actions.ts': `"use server";

import { revalidatePath } from "next/cache";

export default async function add(id: string) {
  revalidatePath("/cart/" + id);
}
`,
    },
    expected: {
      'app/actions.ts': `'use server'
import { withActionTracing } from 'hoptrace/next'

export type State = { message: string }

async function save(previous: State, form: FormData): Promise<State> {
  return { message: \`\${previous.message} \${form.get('id')}\` }
}

const tracedSave = withActionTracing('save', save)
export { tracedSave as save }

export const remove = withActionTracing('remove', async (id: string) => {
  await save({ message: id }, new FormData())
})
`,
      'app/cart/actions.ts': `"use server";

import { revalidatePath } from "next/cache";
import { withActionTracing } from "hoptrace/next";

export default withActionTracing("add", async function add(id: string) {
  revalidatePath("/cart/" + id);
});
`,
    },
  },

  'a middleware and an instrumentation of its own': {
    files: {
      ...next(),
      'app/api/x/route.ts':
        "// hoptrace-ignore: a health check\nexport const GET = () => new Response('up')\n",
      'middleware.ts': `import type { NextRequest } from 'next/server'
import { NextResponse } from 'next/server'

export function middleware(request: NextRequest) {
  return NextResponse.redirect(new URL('/home', request.url))
}

export const config = {
  matcher: '/about/:path*',
}
`,
      'instrumentation.ts': `import { setUp } from './set-up' // of ours

export async function register() {
  setUp()
}
`,
      'set-up.ts': 'export const setUp = () => undefined\n',
    },
    expected: {
      'middleware.ts': `import type { NextRequest } from 'next/server'
import { NextResponse } from 'next/server'
import { withProxyTracing } from 'hoptrace/next'

export const middleware = withProxyTracing(function middleware(request: NextRequest) {
  return NextResponse.redirect(new URL('/home', request.url))
})

export const config = {
  matcher: '/about/:path*',
}
`,
      'instrumentation.ts': `import { setUp } from './set-up' // of ours
export { onRequestError } from 'hoptrace/next'

export async function register() {
  setUp()
}
`,
    },
  },

  'what a person must decide': {
    files: {
      ...next(),
      'app/api/x/route.ts': `export function GET(request: Request): Response
export function GET(request: Request) {
  return new Response(request.url)
}
`,
      'proxy.ts': `import { withProxyTracing } from 'hoptrace/next'

export default withProxyTracing()
`,
      'instrumentation.ts': `export const onRequestError = (error: unknown) => console.error(error)
`,
    },
    expected: {},
    byHand: [
      'app/api/x/route.ts  The route is not traced: GET',
      'proxy.ts  The proxy runs for static files too, which browsers then keep with one visitor’s id',
      "instrumentation.ts  onRequestError is another tool's alone, so that errors of pages are not written",
    ],
  },

  'chains of Middy under serverless.yml': {
    files: {
      ...LAMBDA,
      'serverless.yml': `service: shop

plugins:
  - serverless-offline # last
  # - serverless-prune

provider:
  name: aws
  runtime: nodejs24.x
  environment:
    TABLE: !Ref Table

functions:
  get:
    handler: src/get.handler
  put:
    handler: src/put.handler
  report:
    handler: report.main
    runtime: python3.13
  cron: \${file(functions/cron.yml)}
`,
      'services/go/serverless.yml':
        'service: go\nprovider: { name: aws, runtime: provided.al2023 }\n',
      'services/azure/serverless.yml':
        'service: azure\nprovider: { name: azure, runtime: nodejs22 }\n',
      'functions/cron.yml': 'handler: src/cron.handler\n',
      'src/cron.ts': "export default 1\n\nexport async function handler() {\n  return 'done'\n}\n",
      'src/get.ts': `import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'

export const handler = middy()
  .use(httpErrorHandler())
  .handler(async () => ({ statusCode: 200, body: '' }))
`,
      'src/put.ts': `import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  return { statusCode: 200, body: event.rawPath }
}
`,
      'src/later.ts': `import middy from '@middy/core'
import { tracing } from './tracing'

const base = async () => ({ statusCode: 200, body: tracing })
const chain = middy(base)
chain.use({ after: () => undefined })

export const handler = chain
`,
      'src/tracing.ts': "export const tracing = 'another thing'\n",
    },
    expected: {
      'serverless.yml': `service: shop

plugins:
  - serverless-offline # last
  - hoptrace/serverless
  # - serverless-prune

provider:
  name: aws
  runtime: nodejs24.x
  environment:
    TABLE: !Ref Table

functions:
  get:
    handler: src/get.handler
  put:
    handler: src/put.handler
  report:
    handler: report.main
    runtime: python3.13
  cron: \${file(functions/cron.yml)}
`,
      'src/get.ts': `import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .use(httpErrorHandler())
  .handler(async () => ({ statusCode: 200, body: '' }))
`,
      'src/cron.ts':
        "import { withLambdaTracing } from 'hoptrace/middy'\n\nexport default 1\n\nexport const handler = withLambdaTracing(async function handler() {\n  return 'done'\n})\n",
      'src/put.ts': `import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'
import { withLambdaTracing } from 'hoptrace/middy'

export const handler: APIGatewayProxyHandlerV2 = withLambdaTracing(async (event) => {
  return { statusCode: 200, body: event.rawPath }
})
`,
      'src/later.ts': `import middy from '@middy/core'
import { tracing } from './tracing'
import { tracing as hoptraceTracing } from 'hoptrace/middy'

const base = async () => ({ statusCode: 200, body: tracing })
const chain = middy(base).use(hoptraceTracing())
chain.use({ after: () => undefined })

export const handler = chain
`,
    },
  },

  "serverless's template for TypeScript": {
    files: {
      ...LAMBDA,
      'tsconfig.json': {
        ...TSCONFIG,
        extends: './tsconfig.paths.json',
        compilerOptions: { ...TSCONFIG.compilerOptions, paths: undefined },
      },
      'tsconfig.paths.json': {
        compilerOptions: {
          paths: { '@functions/*': ['./src/functions/*'], '@libs/*': ['./src/libs/*'] },
        },
      },
      'serverless.ts': `import hello from '@functions/hello';

const serverlessConfiguration = {
  service: 'aws-nodejs-ts',
  frameworkVersion: '3',
  plugins: ['serverless-esbuild'],
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  functions: { hello },
};

module.exports = serverlessConfiguration;
`,
      'src/functions/hello/index.ts': `import { handlerPath } from '@libs/handler-resolver';

export default {
  handler: \`\${handlerPath(__dirname)}/handler.main\`,
  events: [{ http: { method: 'post', path: 'hello' } }],
};
`,
      'src/functions/hello/handler.ts': `import type { APIGatewayProxyHandler } from 'aws-lambda';
import { middyfy } from '@libs/lambda';

const hello: APIGatewayProxyHandler = async (event) => {
  return { statusCode: 200, body: event.path };
};

export const main = middyfy(hello);
`,
      'src/libs/handler-resolver.ts':
        "export const handlerPath = (context: string) => context.replace(/\\\\/g, '/');\n",
      'src/libs/lambda.ts': `import middy from "@middy/core"
import middyJsonBodyParser from "@middy/http-json-body-parser"
import type { APIGatewayProxyHandler } from "aws-lambda"

export function middyfy(handler: APIGatewayProxyHandler) {
  const parser = middyJsonBodyParser()
  return middy(handler).use(parser)
}
`,
    },
    expected: {
      'serverless.ts': `import hello from '@functions/hello';

const serverlessConfiguration = {
  service: 'aws-nodejs-ts',
  frameworkVersion: '3',
  plugins: ['serverless-esbuild', 'hoptrace/serverless'],
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  functions: { hello },
};

module.exports = serverlessConfiguration;
`,
      'src/libs/lambda.ts': `import middy from "@middy/core"
import middyJsonBodyParser from "@middy/http-json-body-parser"
import type { APIGatewayProxyHandler } from "aws-lambda"
import { tracing } from "hoptrace/middy"

export function middyfy(handler: APIGatewayProxyHandler) {
  const parser = middyJsonBodyParser()
  return middy(handler).use(tracing()).use(parser)
}
`,
    },
  },

  CommonJS: {
    files: {
      'package.json': { dependencies: { hoptrace: '0.1.0' } },
      'serverless.yml':
        'service: shop\n# Where it runs.\nprovider: { name: aws, runtime: nodejs22.x }\nfunctions: { a: { handler: a.handler }, b: { handler: b.handler }, c: { handler: c.handler } }\n',
      'a.js': `'use strict'

const middy = require('@middy/core')

exports.handler = middy(async () => 1)
`,
      'b.js': `module.exports.handler = async (event) => {
  return event
}
`,
      'c.js': `const handler = async () => 1
module.exports = { handler }
`,
    },
    expected: {
      'serverless.yml':
        'service: shop\nplugins:\n  - hoptrace/serverless\n\n# Where it runs.\nprovider: { name: aws, runtime: nodejs22.x }\nfunctions: { a: { handler: a.handler }, b: { handler: b.handler }, c: { handler: c.handler } }\n',
      'a.js': `'use strict'

const middy = require('@middy/core')
const { tracing } = require('hoptrace/middy')

exports.handler = middy(async () => 1).use(tracing())
`,
      'b.js': `const { withLambdaTracing } = require('hoptrace/middy')

module.exports.handler = withLambdaTracing(async (event) => {
  return event
})
`,
      'c.js': `const { withLambdaTracing } = require('hoptrace/middy')

const handler = async () => 1
module.exports = { handler: withLambdaTracing(handler) }
`,
    },
  },

  'a monorepo with apps/web': {
    files: {
      'package.json': { private: true, workspaces: ['apps/*', 'packages/*'] },
      'apps/web/package.json': { dependencies: { next: '16.4.3', hoptrace: '0.1.0' } },
      'apps/web/tsconfig.json': TSCONFIG,
      'apps/web/app/api/x/route.ts': `import { handle } from '@acme/handlers'

export const GET = handle(() => new Response())
`,
      'apps/web/app/api/y/route.tsx': `import { ImageResponse } from 'next/og'

export async function GET() {
  return new ImageResponse(<div>Hello</div>)
}
`,
      'apps/docs/next.config.js': 'module.exports = {}\n',
      'apps/docs/pages/api/hello.js':
        'export default function handler(req, res) {\n  res.end()\n}\n',
      'packages/handlers/package.json': {
        name: '@acme/handlers',
        exports: './index.ts',
        dependencies: { hoptrace: '0.1.0' },
      },
      'packages/handlers/index.ts':
        "import { withTracing } from 'hoptrace/next'\n\nexport const handle = (run: () => Response) => withTracing(run)\n",
      'node_modules/@acme/handlers/package.json': {
        name: '@acme/handlers',
        types: '../../../packages/handlers/index.ts',
        dependencies: { hoptrace: '0.1.0' },
      },
    },
    expected: {
      'apps/web/app/api/y/route.tsx': `import { ImageResponse } from 'next/og'
import { withTracing } from 'hoptrace/next'

export const GET = withTracing(async function GET() {
  return new ImageResponse(<div>Hello</div>)
})
`,
      'apps/web/proxy.ts': PROXY,
      'apps/web/instrumentation.ts': INSTRUMENTATION,
      'apps/docs/pages/api/hello.js':
        "import { withApiTracing } from 'hoptrace/next'\n\nexport default withApiTracing(function handler(req, res) {\n  res.end()\n})\n",
      'apps/docs/proxy.js': PROXY,
      'apps/docs/instrumentation.js': INSTRUMENTATION,
    },
  },
}
