import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'

/** The credits of the local tenants. */
export interface Credits {
  /** Sets the credits of a tenant. */
  set(tenantId: string, balance: number): Promise<void>
  /** Returns the credits of a tenant. `undefined` for an unknown tenant. */
  balanceOf(tenantId: string): Promise<number | undefined>
}

/** Opens the credits table directly, without the credits service. */
export function openCredits(client: DynamoDBClient, table: string): Credits {
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
