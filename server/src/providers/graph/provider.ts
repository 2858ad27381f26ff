import { applicationAccess } from '../login/tokens.ts'
import type { Provider } from '../provider.ts'
import { checks } from './checks/list.ts'
import { graphContacts } from './contacts.ts'
import { listPeople } from './directory.ts'
import { graphClient } from './http.ts'
import { readNotification } from './notification.ts'
import { mailboxPaths } from './paths.ts'
import { graphSender, graphSendLimits } from './send.ts'
import { type GraphSettings, graphCredential, graphScope, graphSettings } from './settings.ts'
import { graphWatch } from './watch.ts'

/** Microsoft 365 over Graph with an application's own permissions. */
export const graph: Provider<GraphSettings> = {
  method: 'graph',
  settings: graphSettings,
  credential: graphCredential,
  signIn: (settings, credential, outside) => applicationAccess(settings, credential, graphScope, outside),
  open: (_settings, access, mailbox, outside) => {
    const client = graphClient(access, outside)
    const paths = mailboxPaths(mailbox)
    return {
      contacts: graphContacts(client, paths),
      ...(outside.wanted.send && { send: graphSender(client, mailbox, outside) }),
      watch: graphWatch(client, paths),
      // Connections belong to the dispatcher, which is shared.
      close: async () => undefined,
    }
  },
  sendLimits: graphSendLimits,
  directory: (_settings, access, outside) => listPeople(graphClient(access, outside)),
  notification: readNotification,
  checks,
}
