import { ADDRESSES } from './addresses.ts'
import type { Functions } from './function.ts'
import { GENERAL } from './general.ts'
import { NUMBERS } from './numbers.ts'
import { TEXTS } from './texts.ts'
import { TIMES } from './times.ts'

/** The functions of the values of one row, by their names in lower case. */
export const FUNCTIONS: Functions = { ...NUMBERS, ...TEXTS, ...TIMES, ...GENERAL, ...ADDRESSES }
