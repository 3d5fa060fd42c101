import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'

/** The local tenants' credits. */
export interface Credits {
  /** Gives a tenant this many credits. */
  set(tenantId: string, balance: number): Promise<void>
  /** How many credits a tenant has. */
  balanceOf(tenantId: string): Promise<number | undefined>
}

/** Reads and writes the credits table past the service that owns it. */
export function creditsIn(client: DynamoDBClient, table: string): Credits {
  const documents = DynamoDBDocumentClient.from(client)
  return {
    async set(tenantId, balance) {
      await documents.send(new PutCommand({ TableName: table, Item: { tenantId, balance } }))
    },
    async balanceOf(tenantId) {
      const command = new GetCommand({ TableName: table, Key: { tenantId } })
      return (await documents.send(command)).Item?.balance as number | undefined
    },
  }
}
