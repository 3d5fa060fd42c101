import { withTracing } from 'hoptrace/next'
import { throws } from '../../../lib/throws.ts'

export const GET = withTracing(
  async (_request: Request, { params }: { params: Promise<{ name: string }> }) => {
    const { name } = await params
    return Response.json(await throws[name]?.())
  },
)
