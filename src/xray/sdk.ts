import { showAddress } from './hidden-address.ts'
// What is loaded first must stay first.

// The classes alone: the package's main file hooks each asynchronous step of the process.
import Subsegment from 'aws-xray-sdk-core/dist/lib/segments/attributes/subsegment.js'
import Segment from 'aws-xray-sdk-core/dist/lib/segments/segment.js'

showAddress()

export { Segment, Subsegment }
