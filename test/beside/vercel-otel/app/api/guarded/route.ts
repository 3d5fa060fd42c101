import { withTracing } from 'hoptrace/next'
import { placeOrder } from '../../place-order.ts'

export const POST = withTracing(placeOrder)
