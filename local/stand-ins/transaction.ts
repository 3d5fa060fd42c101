import { isDeepStrictEqual } from 'node:util'
import { ServiceException } from './service-exception.ts'

type Item = Readonly<Record<string, unknown>>

/** What an operation on an item takes, as far as it is read here. */
interface OperationInput {
  readonly TableName: string
  readonly Key?: Item
  readonly Item?: Item
  readonly ReturnValuesOnConditionCheckFailure?: string
}

/** The input of TransactWriteItems. */
export interface TransactionInput {
  readonly ClientRequestToken?: string
  readonly TransactItems: readonly Readonly<Record<string, OperationInput>>[]
}

/** Calls an operation of the database. Rejects with its error. */
export type Call = (operation: string, input: object) => Promise<Record<string, unknown>>

/** Why an item cancelled a transaction, or `None`. */
interface CancellationReason {
  readonly Code: string
  readonly Message?: string
  readonly Item?: Item
}

/** DynamoDB's TransactionCanceledException. */
export class TransactionCanceled extends ServiceException {
  readonly reasons: readonly CancellationReason[]

  constructor(reasons: readonly CancellationReason[]) {
    const codes = reasons.map(({ Code }) => Code).join(', ')
    super(
      400,
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    )
    this.reasons = reasons
  }
}

/** The operations on one item that a transaction may have. */
const OPERATIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
}
const MAX_ITEMS = 100
const NONE: CancellationReason = { Code: 'None' }
const CONFLICT: CancellationReason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
}

/**
 * Runs the operations of a transaction: all of them, or none. Nothing else may call the database
 * meanwhile.
 * @param isConflicting whether another transaction seems to change the first item
 * @throws TransactionCanceled if a condition doesn't hold, or the first item conflicts
 * @throws ServiceException if the input is invalid
 */
export async function runTransaction(
  { TransactItems }: TransactionInput,
  call: Call,
  isConflicting = false,
): Promise<void> {
  const targets = await Promise.all(TransactItems.map((item) => targetOf(item, call)))
  checkTargets(targets)
  const done: Target[] = []
  try {
    const reasons: CancellationReason[] = []
    for (const [index, target] of targets.entries()) {
      const reason = isConflicting && index === 0 ? CONFLICT : await attempt(target, call)
      reasons.push(reason)
      if (reason === NONE) done.push(target)
    }
    if (done.length < targets.length) throw new TransactionCanceled(reasons)
  } catch (error) {
    for (const target of done) await restore(target, call)
    throw error
  }
}

/** Runs an operation. Returns why it was not run, if its condition doesn't hold. */
async function attempt(target: Target, call: Call): Promise<CancellationReason> {
  const { ReturnValuesOnConditionCheckFailure: returned, ...input } = target.input
  try {
    await call(target.operation, input)
    return NONE
  } catch (error) {
    if (!isConditionFailed(error)) throw error
    const Item = returned === 'ALL_OLD' ? target.before : undefined
    const Message = 'The conditional request failed'
    return { Code: 'ConditionalCheckFailed', Message, ...(Item && { Item }) }
  }
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof ServiceException && error.type === 'ConditionalCheckFailedException'
}

/** An operation, and its item before it. */
interface Target {
  readonly operation: string
  readonly input: OperationInput
  readonly key: Item
  readonly before: Item | undefined
}

async function targetOf(
  item: Readonly<Record<string, OperationInput>>,
  call: Call,
): Promise<Target> {
  const [[name = '', input] = []] = Object.entries(item)
  const operation = OPERATIONS[name]
  if (operation === undefined || input === undefined) {
    throw new ServiceException(400, 'ValidationException', `The stand-in has no ${name}.`)
  }
  const { TableName } = input
  const key = input.Key ?? (await keyOf(input, call))
  const { Item } = await call('GetItem', { TableName, Key: key, ConsistentRead: true })
  return { operation, input, key, before: Item as Item | undefined }
}

async function keyOf({ TableName, Item = {} }: OperationInput, call: Call): Promise<Item> {
  const { Table } = await call('DescribeTable', { TableName })
  const { KeySchema } = Table as { KeySchema: { AttributeName: string }[] }
  return Object.fromEntries(
    KeySchema.map(({ AttributeName }) => [AttributeName, Item[AttributeName]]),
  )
}

function checkTargets(targets: readonly Target[]): void {
  if (targets.length === 0 || targets.length > MAX_ITEMS) {
    throw new ServiceException(400, 'ValidationException', `1 to ${MAX_ITEMS} items are allowed.`)
  }
  const isTwice = targets.some(({ input, key }, index) =>
    targets
      .slice(0, index)
      .some((one) => one.input.TableName === input.TableName && isDeepStrictEqual(one.key, key)),
  )
  if (isTwice) {
    const message = 'Transaction request cannot include multiple operations on one item'
    throw new ServiceException(400, 'ValidationException', message)
  }
}

function restore({ input: { TableName }, key, before }: Target, call: Call): Promise<unknown> {
  return before === undefined
    ? call('DeleteItem', { TableName, Key: key })
    : call('PutItem', { TableName, Item: before })
}
