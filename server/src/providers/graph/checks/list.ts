import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'

/** All checks, in the order of a report. */
export const checks: Check<GraphSettings>[] = []
