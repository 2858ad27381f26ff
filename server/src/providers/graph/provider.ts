import { findTenant } from '../login/find-tenant.ts'
import { applicationAccess } from '../login/tokens.ts'
import type { Access, Provider, Reach, Session } from '../provider.ts'
import { graphCalendar } from './calendar.ts'
import { checks } from './checks/list.ts'
import { graphContacts } from './contacts.ts'
import { credentialEnd } from './credential-end.ts'
import { listPeople } from './directory.ts'
import { graphClient } from './http.ts'
import { graphInbox } from './inbox.ts'
import { readNotification } from './notification.ts'
import { mailboxPaths } from './paths.ts'
import { graphProvisioner } from './provision/run.ts'
import { graphSender, graphSendLimits } from './send.ts'
import { type GraphSettings, graphCredential, graphScope, graphSettings } from './settings.ts'
import { graphTasks } from './tasks.ts'
import { graphWatch } from './watch.ts'

/** Microsoft 365 over Graph with an application's own permissions. */
export const graph: Provider<GraphSettings> = {
  method: 'graph',
  settings: graphSettings,
  credential: graphCredential,
  signIn: (settings, credential, outside) => applicationAccess(settings, credential, graphScope, outside),
  open: (_settings, access, mailbox, reach) => openMailbox(access, mailbox, reach),
  sendLimits: graphSendLimits,
  directory: (_settings, access, outside) => listPeople(graphClient(access, outside)),
  credentialEnd: (settings, credential, access, outside) =>
    credentialEnd(graphClient(access, outside), settings, credential),
  notification: readNotification,
  findTenant,
  afterBreach:
    'What to do (your administrator, 10 minutes): 1. Delete the old secret or certificate: Entra admin centre → App registrations → the application → Certificates & secrets. 2. Look who used it: Entra admin centre → Monitoring → Sign-in logs → Service principal sign-ins.',
  checks,
  provisioner: graphProvisioner,
}

/** What is wanted of a mailbox, and nothing else: what is not offered cannot be asked for by mistake. */
function openMailbox(access: Access, mailbox: string, reach: Reach): Session {
  const client = graphClient(access, reach)
  const now = () => (reach.now?.() ?? new Date()).getTime()
  const { contacts, calendar, tasks, send, readMail } = reach.wanted
  return {
    ...(contacts && { contacts: graphContacts(client, mailboxPaths(mailbox)) }),
    ...(calendar && { calendar: graphCalendar(client, mailbox, now) }),
    ...(tasks && { tasks: graphTasks(client, mailbox) }),
    ...(send && { send: graphSender(client, mailbox, reach) }),
    ...(readMail && { inbox: graphInbox(client, mailbox) }),
    // Also without anything wanted: what was watched once is to be given up.
    watch: graphWatch(client, mailbox, now),
    // Connections belong to the dispatcher, which is shared.
    close: async () => undefined,
  }
}
