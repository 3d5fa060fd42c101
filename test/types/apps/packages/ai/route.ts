import { convertToModelMessages, streamText, type UIMessage } from 'ai'
import { withTracing } from 'hoptrace/next'

export const POST = withTracing(async (request, _context, trace) => {
  const { messages }: { messages: UIMessage[] } = await request.json()
  const result = streamText({
    model: 'openai/gpt-5',
    messages: await convertToModelMessages(messages),
    onFinish: ({ usage }) => trace.info('answered', { tokens: usage.totalTokens }),
  })
  return result.toUIMessageStreamResponse()
})
