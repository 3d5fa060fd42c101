import { hideMalformedAddress } from './address.ts'

/**
 * The SDK throws while loading if `AWS_XRAY_DAEMON_ADDRESS` is malformed. Importing this module
 * hides such a value; calling the function restores it.
 */
export const restoreAddress: () => void = hideMalformedAddress()
