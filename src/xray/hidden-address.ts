import { hideWrongAddress } from './address.ts'

/** While the SDK loads, it throws for an address that is none: from when this is loaded until it is called, there is none. */
export const showAddress: () => void = hideWrongAddress()
