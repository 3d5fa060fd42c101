import { withTracing } from 'hoptrace/next'
import { createRouteHandler, createUploadthing, type FileRouter } from 'uploadthing/next'

const f = createUploadthing()
const router = {
  image: f({ image: { maxFileSize: '4MB' } })
    .middleware(() => ({ userId: 'u1' }))
    .onUploadComplete(({ metadata }) => ({ by: metadata.userId })),
} satisfies FileRouter

const handlers = createRouteHandler({ router })
export const GET = withTracing(handlers.GET)
export const POST = withTracing(handlers.POST)
