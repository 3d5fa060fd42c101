/** The exit codes of all commands. */
export const EXIT = { found: 0, nothingFound: 1, wrongUsage: 2, failed: 3 } as const
