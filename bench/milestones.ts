/** After how many requests a worker's processor time is read: 0 is its import alone. */
export const MILESTONES = [0, 1, 10, 100, 1_000, 10_000]
