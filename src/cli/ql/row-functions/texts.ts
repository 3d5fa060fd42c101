import { type RowFunction, toNumber, toText } from './row-function.ts'

/** Functions of texts. */
export const TEXT_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  ql_urldecode: toText((text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      // Not every `%` begins an escape.
      return text
    }
  }),
  ql_base64decode: toText((text) => {
    const isBase64 = /^[A-Za-z0-9+/_-]*={0,2}$/.test(text)
    return isBase64 ? Buffer.from(text, 'base64').toString() : undefined
  }),
  ql_hextoascii: toText((text) => {
    const digits = text.replace(/^0x/i, '')
    const isHex = digits.length % 2 === 0 && /^[0-9a-f]*$/i.test(digits)
    return isHex ? Buffer.from(digits, 'hex').toString('latin1') : undefined
  }),
  ql_hextodec: toNumber((text = '') => {
    const [, sign, digits = ''] = /^(-?)(?:0x)?([0-9a-f]{1,256})$/i.exec(text) ?? []
    if (digits === '') return undefined
    return Number.parseInt(digits, 16) * (sign === '-' ? -1 : 1)
  }, 1),
  ql_dectohex: {
    takes: ['number'],
    returns: 'text',
    run(value: number) {
      const whole = Math.trunc(value)
      return `${whole < 0 ? '-' : ''}0x${Math.abs(whole).toString(16)}`
    },
  },
}
