import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { application } from './application.ts'
import { contactsRead } from './contacts-read.ts'
import { contactsWrite } from './contacts-write.ts'
import { credential } from './credential.ts'
import { expiry } from './expiry.ts'
import { limits } from './limits.ts'
import { mailbox } from './mailbox.ts'
import { permissions } from './permissions.ts'
import { reachable } from './reachable.ts'
import { scope } from './scope.ts'
import { tenant } from './tenant.ts'

/** All checks, in the order of a report: each after those it stands on. */
export const checks: Check<GraphSettings>[] = [
  reachable,
  tenant,
  application,
  credential,
  permissions,
  mailbox,
  contactsRead,
  contactsWrite,
  scope,
  limits,
  expiry,
]
