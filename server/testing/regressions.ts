import type { History } from './history.ts'

/** Histories that once failed, as fast-check printed them. */
export const regressions: History[] = []
