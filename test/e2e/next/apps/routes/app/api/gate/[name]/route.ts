import { open } from '../../../../gate.ts'

export async function POST(
  _request: Request,
  { params }: { params: Promise<{ name: string }> },
): Promise<Response> {
  open((await params).name)
  return new Response(null, { status: 204 })
}
