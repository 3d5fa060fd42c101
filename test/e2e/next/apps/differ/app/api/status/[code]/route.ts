import { withTracing } from '../../../../wrappers.ts'

export const GET = withTracing(async (_request, context: { params: Promise<{ code: string }> }) => {
  const status = Number((await context.params).code)
  const hasBody = ![204, 205, 304].includes(status)
  return new Response(hasBody ? JSON.stringify({ status }) : null, {
    status,
    statusText: status === 299 ? 'Own Text' : '',
    headers: hasBody ? { 'content-type': 'application/json' } : {},
  })
})
