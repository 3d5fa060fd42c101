import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces, platform } from 'node:os'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBedrock } from '../../local/stand-ins/bedrock.ts'
import { createTableCommand, type DynamoDb, startDynamoDb } from '../../local/stand-ins/dynamodb.ts'
import { startS3 } from '../../local/stand-ins/s3.ts'
import { startSamples } from '../../local/stand-ins/samples.ts'
import { clientOptions } from './client-options.ts'

describe('the DynamoDB stand-in', () => {
  let standIn: DynamoDb
  let client: DynamoDBClient
  const table = { TableName: 'things' }

  beforeAll(async () => {
    standIn = await startDynamoDb()
    client = new DynamoDBClient(clientOptions(standIn.url))
    await client.send(createTableCommand(table.TableName, 'id'))
  })
  afterAll(async () => {
    client.destroy()
    await standIn.stop()
  })

  it('returns the item that was put', async () => {
    const item = { id: { S: 'a' }, size: { N: '2' } }
    await client.send(new PutItemCommand({ ...table, Item: item }))
    const found = await client.send(new GetItemCommand({ ...table, Key: { id: { S: 'a' } } }))
    expect(found.Item).toEqual(item)
  })

  it('updates an item only if the condition holds', async () => {
    const take = new UpdateItemCommand({
      ...table,
      Key: { id: { S: 'b' } },
      UpdateExpression: 'SET taken = :true',
      ConditionExpression: 'attribute_not_exists(taken)',
      ExpressionAttributeValues: { ':true': { BOOL: true } },
    })
    await client.send(take)
    await expect(client.send(take)).rejects.toThrow(ConditionalCheckFailedException)
  })

  describe('in a transaction', () => {
    const put = (id: string, more: object = {}) => ({
      Put: {
        ...table,
        Item: { id: { S: id } },
        ConditionExpression: 'attribute_not_exists(id)',
        ...more,
      },
    })
    const add = (id: string, amount: number) => ({
      Update: {
        ...table,
        Key: { id: { S: id } },
        UpdateExpression: 'SET amount = amount + :more',
        ConditionExpression: 'amount >= :needed',
        ExpressionAttributeValues: {
          ':more': { N: String(amount) },
          ':needed': { N: String(Math.max(0, -amount)) },
        },
      },
    })
    const transact = (TransactItems: object[], more: object = {}) =>
      client.send(new TransactWriteItemsCommand({ TransactItems, ...more }))
    const get = async (id: string) =>
      (await client.send(new GetItemCommand({ ...table, Key: { id: { S: id } } }))).Item
    const stored = (id: string, amount: number) =>
      client.send(
        new PutItemCommand({ ...table, Item: { id: { S: id }, amount: { N: `${amount}` } } }),
      )

    it('writes all items', async () => {
      await stored('all', 3)
      await transact([
        put('all-1'),
        add('all', -1),
        { Delete: { ...table, Key: { id: { S: 'a' } } } },
      ])
      expect(await get('all-1')).toEqual({ id: { S: 'all-1' } })
      expect(await get('all')).toMatchObject({ amount: { N: '2' } })
      expect(await get('a')).toBeUndefined()
    })

    it('writes none if a condition does not hold, and says which', async () => {
      await stored('none', 0)
      await stored('kept', 1)
      const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
      const refused = transact([put('none-1'), add('none', -1), add('kept', 1), put('kept-1')])
      await expect(refused).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        message: expect.stringContaining('[None, ConditionalCheckFailed, None, None]'),
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed' },
          { Code: 'None' },
          { Code: 'None' },
        ],
      })
      expect([await get('none-1'), await get('kept-1')]).toEqual([undefined, undefined])
      expect(await get('kept')).toMatchObject({ amount: { N: '1' } })
      await expect(transact([put('kept', returned)])).rejects.toMatchObject({
        CancellationReasons: [{ Item: { id: { S: 'kept' }, amount: { N: '1' } } }],
      })
    })

    it('writes once for one token, as for a retry', async () => {
      await stored('token', 5)
      const items = [add('token', -1)]
      await transact(items, { ClientRequestToken: 'one' })
      await transact(items, { ClientRequestToken: 'one' })
      expect(await get('token')).toMatchObject({ amount: { N: '4' } })
      await expect(transact([put('x')], { ClientRequestToken: 'one' })).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      })
    })

    it('keeps others out until it has ended', async () => {
      await stored('shared', 100)
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => transact([put(`s${n}`), add('shared', -1)])),
      )
      expect(await get('shared')).toMatchObject({ amount: { N: '80' } })
    })

    it.each([
      ['two operations on one item', [add('all', 1), add('all', 1)], 'on one item'],
      [
        'a reserved word',
        [{ Update: { ...add('all', 1).Update, UpdateExpression: 'SET status = :more' } }],
        'reserved',
      ],
      ['an operation that it does not have', [{ ConditionCheck: { ...table } }], 'ConditionCheck'],
      ['nothing', [], '1 to 100 items'],
    ])('refuses %s', async (_what, items, message) => {
      await expect(transact(items)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message),
      })
    })

    it('can be made to conflict', async () => {
      await stored('late-0', 0)
      standIn.conflictNext(1)
      const refused = transact([put('late'), add('late-0', -1), put('late-1')])
      await expect(refused).rejects.toMatchObject({
        message: expect.stringContaining('[TransactionConflict, ConditionalCheckFailed, None]'),
      })
      expect([await get('late'), await get('late-1')]).toEqual([undefined, undefined])
      await transact([put('late')])
      expect(await get('late')).toBeDefined()
    })
  })

  it('keeps running after a client disconnects during a request', async () => {
    const socket = connect(Number(new URL(standIn.url).port), '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    const tables = await client.send(new ListTablesCommand({}))
    expect(tables.TableNames).toEqual(['things'])
  })
})

describe('the S3 stand-in', () => {
  it('returns the two megabytes that were put', async () => {
    const standIn = await startS3()
    const client = new S3Client(clientOptions(standIn.url))
    const object = { Bucket: 'pictures', Key: 'some/picture.png' }
    const bytes = randomBytes(2 * 1024 * 1024)

    await client.send(new CreateBucketCommand({ Bucket: object.Bucket }))
    await client.send(new PutObjectCommand({ ...object, Body: bytes, ContentType: 'image/png' }))
    const found = await client.send(new GetObjectCommand(object))

    expect(bytes.equals((await found.Body?.transformToByteArray()) ?? Buffer.of())).toBe(true)
    expect(found.ContentType).toBe('image/png')
    client.destroy()
    await standIn.stop()
  })
})

describe('every stand-in', () => {
  const starters = { startBedrock, startDynamoDb, startS3, startSamples }

  /** Addresses on which a server that listens on all addresses would accept connections. */
  const otherAddresses = [
    ...Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address),
    ...(platform() === 'linux' ? ['127.0.0.2'] : []),
  ]

  async function reach(host: string, port: number): Promise<void> {
    const socket = connect(port, host)
    try {
      await once(socket, 'connect')
    } finally {
      socket.destroy()
    }
  }

  it.each(Object.entries(starters))(
    'accepts connections on 127.0.0.1 only (%s)',
    async (_, start) => {
      const { url, stop } = await start()
      const { hostname, port } = new URL(url)
      expect(hostname).toBe('127.0.0.1')
      await reach(hostname, Number(port))
      for (const address of otherAddresses) {
        await expect(reach(address, Number(port))).rejects.toThrow('ECONNREFUSED')
      }
      await stop()
    },
  )

  it.each(Object.entries(starters))(
    'closes open connections when stopped (%s)',
    async (_, start) => {
      const { url, stop } = await start()
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.on('error', () => {
        // A reset closes the connection too.
      })
      await once(socket, 'connect')
      await fetch(url)
      const closed = new Promise((resolve) => socket.on('close', resolve).resume())
      await Promise.all([stop(), closed])
      await expect(reach('127.0.0.1', Number(new URL(url).port))).rejects.toThrow('ECONNREFUSED')
      await stop()
    },
  )
})
