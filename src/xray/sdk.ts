import { restoreAddress } from './hidden-address.ts'
// The import above must stay the first one.

// The package's main file is not loaded: it hooks each asynchronous step of the process.
import Subsegment from 'aws-xray-sdk-core/dist/lib/segments/attributes/subsegment.js'
import Segment from 'aws-xray-sdk-core/dist/lib/segments/segment.js'

restoreAddress()

export { Segment, Subsegment }
