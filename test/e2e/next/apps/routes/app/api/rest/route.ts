import { currentTrace, withTracing } from 'hoptrace/next'

export const GET = withTracing((...all: unknown[]) =>
  Response.json({ count: all.length, id: currentTrace().id, spread: { ...currentTrace() } }),
)
