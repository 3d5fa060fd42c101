import { createClient } from '@libsql/client'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { generateText } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { PrismaClient } from './generated/client.ts'

const url = `file:${process.env.DATABASE_FILE}`
const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url }) })

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
}
const model = new MockLanguageModelV4({
  provider: 'mock',
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'An answer of the model' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    warnings: [],
  }),
})

/** Asks the database, another service and a model about an order. */
export async function describeOrder(id: number): Promise<string> {
  const order = await prisma.order.findUnique({ where: { id } })
  const stock = await fetch(`${process.env.ORDERS_URL}/stock/${id}`, { cache: 'no-store' })
  const { text } = await generateText({ model, prompt: `A prompt about ${order?.status}` })
  return `${order?.status}, ${stock.status}: ${text}`
}

/** Creates the table by SQL, since Prisma's own engine is a download. */
export async function createOrders(): Promise<void> {
  const client = createClient({ url })
  await client.executeMultiple(`
    CREATE TABLE IF NOT EXISTS "Order" (id INTEGER PRIMARY KEY, status TEXT NOT NULL);
    INSERT OR IGNORE INTO "Order" VALUES (7, 'paid');
  `)
  client.close()
}
