import type { MailContent } from './mail-types.ts'

/** A message that left all tenants. */
export interface OutsideMail {
  id: string
  at: number
  tenantId: string
  /** Those of its recipients who are outside, lower case. */
  recipients: string[]
  mail: MailContent
}

/** The world outside: what arrived there, and who refuses mail. */
export interface Outside {
  /** By id, in the order of arrival. */
  mails: Map<string, OutsideMail>
  /** Addresses (or `@domain`), inside or outside, for which every message comes back. */
  bouncing: Set<string>
}

/** Nothing has arrived, nothing bounces. */
export function createOutside(): Outside {
  return { mails: new Map(), bouncing: new Set() }
}
