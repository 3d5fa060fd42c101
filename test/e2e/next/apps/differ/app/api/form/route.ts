import { withTracing } from '../../../wrappers.ts'

export const POST = withTracing(async (request) => {
  const form = await request.formData()
  return Response.json(
    [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.size]),
  )
})

export const PUT = withTracing(async (request) => Response.json(await request.clone().json()))

export const OPTIONS = withTracing(
  () =>
    new Response(null, {
      status: 204,
      headers: { 'access-control-allow-methods': 'POST', 'access-control-max-age': '600' },
    }),
)
