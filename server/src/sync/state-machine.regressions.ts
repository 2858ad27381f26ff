import type { History } from '../../testing/history.ts'

/** Histories that once failed, as fast-check printed them. */
export const regressions: History[] = []
