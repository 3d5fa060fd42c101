import buffered from '@opennextjs/aws/overrides/wrappers/aws-lambda.js'
import streaming from '@opennextjs/aws/overrides/wrappers/aws-lambda-streaming.js'
import type { OpenNextConfig } from '@opennextjs/aws/types/open-next.js'
import { withOpenNextTracing } from 'hoptrace/opennext'

const WRAPPERS = {
  buffered: withOpenNextTracing(buffered),
  streaming: withOpenNextTracing(streaming),
  'buffered-alone': () => buffered,
  'streaming-alone': () => streaming,
}

/** One build for all wrappers: the function's environment says which one it uses. */
const wrapper = () => WRAPPERS[(process.env.WRAPPER ?? 'buffered') as keyof typeof WRAPPERS]()

const config: OpenNextConfig = {
  default: {
    override: { wrapper, incrementalCache: 'fs-dev', tagCache: 'fs-dev', queue: 'direct' },
  },
  buildCommand: 'node ../node_modules/next/dist/bin/next build',
}

export default config
