import type { IncomingMessage } from 'node:http'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { listen, type StandIn } from './stand-in.ts'

/** Starts a DynamoDB that keeps its tables in memory. */
export function startDynamoDb(): Promise<StandIn> {
  const server = dynalite({ createTableMs: 0 })
  server.on('request', ignoreAborts)
  return listen(server)
}

/** Removes dynalite's listener, which throws if a client disconnects, and would end the process. */
function ignoreAborts(request: IncomingMessage): void {
  request.removeAllListeners('error')
  request.on('error', () => {
    // The client is gone.
  })
}

/** Returns the command that creates a table with one string as its key. */
export function createTableCommand(name: string, key: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  })
}
