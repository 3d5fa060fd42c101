import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { ServiceException } from './service-exception.ts'
import { listen, type StandIn } from './stand-in.ts'
import {
  type Call,
  runTransaction,
  TransactionCanceled,
  type TransactionInput,
} from './transaction.ts'

/** A DynamoDB that can be made to refuse transactions. */
export interface DynamoDb extends StandIn {
  /** Cancels the next transactions, as if others changed the first of their items. */
  conflictNext(times: number): void
}

const TARGET = 'DynamoDB_20120810.'
/** Marks the requests of a transaction, which must not wait for their turn. */
const WITHIN = 'x-within-transaction'

/** Starts a DynamoDB that keeps its tables in memory. Requests are handled one at a time. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0 })
  const [handle] = server.listeners('request') as [RequestListener]
  server.removeAllListeners('request')
  const tokens = new Map<string, TransactionInput['TransactItems']>()
  let conflictsLeft = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function transact(request: IncomingMessage): Promise<void> {
    const input = (await json(request)) as TransactionInput
    const { ClientRequestToken: token = '', TransactItems: items } = input
    const known = tokens.get(token)
    if (known === undefined) {
      const isConflicting = conflictsLeft > 0
      if (isConflicting) conflictsLeft -= 1
      await runTransaction(input, callAs(request, standIn.url), isConflicting)
    } else if (!isDeepStrictEqual(known, items)) {
      throw new ServiceException(400, 'IdempotentParameterMismatchException', 'Another request.')
    }
    if (token !== '') tokens.set(token, items)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (response.destroyed) return
    const closed = new Promise((resolve) => response.once('close', resolve))
    if (request.headers['x-amz-target'] === `${TARGET}TransactWriteItems`) {
      await transact(request).then(
        () => send(response, 200, {}),
        (error) => sendError(response, error),
      )
    } else {
      handle(request, response)
      ignoreAborts(request)
    }
    await closed
  }

  server.on('request', (request, response) => {
    ignoreAborts(request)
    if (request.headers[WITHIN] !== undefined) handle(request, response)
    else turn = turn.then(() => answer(request, response))
  })
  const standIn = await listen(server)
  return {
    ...standIn,
    conflictNext(times) {
      conflictsLeft = times
    },
  }
}

/** Returns a function that calls operations with the credentials of a request. */
function callAs({ headers }: IncomingMessage, url: string): Call {
  const { authorization = '', 'x-amz-date': date } = headers
  return async (operation, input) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization,
        'x-amz-date': String(date),
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': TARGET + operation,
        [WITHIN]: '1',
      },
      body: JSON.stringify(input),
    })
    const body = (await response.json()) as Record<string, unknown>
    if (response.ok) return body
    const name = String(body.__type).split('#').at(-1) ?? ''
    throw new ServiceException(response.status, name, String(body.message ?? body.Message))
  }
}

function sendError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof ServiceException)) throw error
  const __type = `com.amazonaws.dynamodb.v20120810#${error.type}`
  const CancellationReasons = error instanceof TransactionCanceled ? error.reasons : undefined
  send(response, error.status, { __type, Message: error.message, CancellationReasons })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(JSON.stringify(body))
}

/** Replaces dynalite's listener, which throws if a client disconnects, and would end the process. */
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
