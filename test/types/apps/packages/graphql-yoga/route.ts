import { createSchema, createYoga } from 'graphql-yoga'
import { withTracing } from 'hoptrace/next'

interface NextContext {
  params: Promise<Record<string, string>>
}

const { handleRequest } = createYoga<NextContext>({
  schema: createSchema({ typeDefs: 'type Query { hello: String }' }),
  graphqlEndpoint: '/api/graphql',
  fetchAPI: { Response },
})

export const GET = withTracing(handleRequest)
export const POST = withTracing((request: Request, context: NextContext) =>
  handleRequest(request, context),
)
