import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { application } from './application.ts'
import { credential } from './credential.ts'
import { expiry } from './expiry.ts'
import { limits } from './limits.ts'
import { mailbox } from './mailbox.ts'
import { permissions } from './permissions.ts'
import { reachable } from './reachable.ts'
import { calendarRead, contactsRead, mailRead, tasksRead } from './reading.ts'
import { scope } from './scope.ts'
import { send } from './sending.ts'
import { tenant } from './tenant.ts'
import { withWords } from './words.ts'
import { calendarWrite, contactsWrite, tasksWrite } from './writing.ts'

/** All checks, in the order of a report: each after those it stands on. The kinds of items are looked at side by side. */
export const checks: Check<GraphSettings>[] = [
  reachable,
  tenant,
  application,
  credential,
  permissions,
  mailbox,
  contactsRead,
  contactsWrite,
  calendarRead,
  calendarWrite,
  tasksRead,
  tasksWrite,
  mailRead,
  send,
  scope,
  limits,
  expiry,
].map(withWords)
