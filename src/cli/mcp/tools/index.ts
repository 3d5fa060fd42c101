import type { Tool } from '../tool.ts'
import { compare } from './compare.ts'
import { doctor } from './doctor.ts'
import { find } from './find.ts'
import { query } from './query.ts'
import { trace } from './trace.ts'

/** All tools, in the order in which they are listed. */
export const TOOLS: readonly Tool[] = [trace, find, compare, query, doctor]
