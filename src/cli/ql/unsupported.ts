/** The documented commands that are not supported over files, and why. */
export const UNSUPPORTED_COMMANDS: Readonly<Record<string, string>> = {
  anomaly: 'CloudWatch documents no formula for it',
  estimate: 'files are read free of charge',
  logcompare: 'CloudWatch documents no formula for it. diff compares two times',
  relevantfields: 'CloudWatch documents no formula for it',
}
