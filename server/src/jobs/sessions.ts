import { createHash } from 'node:crypto'
import { TandemError } from '../errors.ts'
import type { Access, Credential, Outside, Provider, Session, Wanted } from '../providers/provider.ts'
import { type ConnectionRow, getConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { getMailbox, type MailboxRow } from '../store/mailboxes.ts'

export interface SessionsDeps {
  db: Database
  open(sealed: string): Promise<Credential>
  outside(method: string): Outside
  registry: Record<string, Provider>
}

/** A connection as a job uses it: its provider, its settings as the provider reads them, and its sign-in. */
interface OpenConnection {
  connection: ConnectionRow
  provider: Provider
  settings: unknown
  access: Access
  outside: Outside
}

export interface Sessions {
  /** A mailbox that is switched on, on a connection that is active; throws `AtRest` for any other. */
  session(mailboxId: string): Promise<{ session: Session; mailbox: MailboxRow; connection: ConnectionRow }>
  /** A connection that is verified or active; throws `AtRest` for any other. */
  access(connectionId: string): Promise<OpenConnection>
  /** A connection in whatever state, to take leave of its service; throws `AtRest` if it has no credential any more. */
  leave(connectionId: string): Promise<OpenConnection>
  /** Drops the tokens of a connection; whoever is at work with them gets none any more, but `AtRest`. */
  forget(connectionId: string): void
  close(): void
}

/** Nothing is to be done: the mailbox is off or its connection suspended. Work ends quietly, it has not failed. */
export class AtRest extends Error {
  constructor(what: string) {
    super(`${what} is at rest`)
    this.name = 'AtRest'
  }
}

/**
 * Opens mailboxes for jobs. One sign-in per connection serves all its mailboxes and callers; each call looks at the
 * connection's state, so that a suspension or a new credential made in another process counts at once.
 */
export function createSessions(deps: SessionsDeps): Sessions {
  const signIns = new Map<string, SignIn>()
  const forget = (connectionId: string) => {
    signIns.get(connectionId)?.end()
    signIns.delete(connectionId)
  }

  async function access(connectionId: string): Promise<OpenConnection> {
    const connection = await getConnection(deps.db, connectionId)
    if (connection.state !== 'active' && connection.state !== 'verified') {
      forget(connectionId)
      throw new AtRest(`Connection ${connectionId}`)
    }
    return await signedIn(connection)
  }

  async function signedIn(connection: ConnectionRow): Promise<OpenConnection> {
    const connectionId = connection.id
    const { provider, settings, outside } = known(connection)
    const key = keyOf(connection)
    let held = signIns.get(connectionId)
    if (held?.key !== key) {
      // Whoever is at work with the one before goes on with it: it was replaced, not forgotten. Both are forgotten together.
      const signingIn = signIn(deps, provider, settings, connection, outside)
      const fresh = endable(key, signingIn, connectionId, held?.end)
      signIns.set(connectionId, fresh)
      fresh.access.catch(() => signIns.get(connectionId) === fresh && signIns.delete(connectionId))
      held = fresh
    }
    return { connection, provider, settings, access: await held.access, outside }
  }

  function known(connection: ConnectionRow) {
    const provider = deps.registry[connection.method]
    if (!provider) throw new TandemError('unexpected', `Tandem knows no method ${connection.method}.`)
    return {
      provider,
      settings: provider.settings.parse(connection.settings),
      outside: deps.outside(connection.method),
    }
  }

  return {
    access,
    async leave(connectionId) {
      const connection = await getConnection(deps.db, connectionId)
      if (connection.credential === null) throw new AtRest(`Connection ${connectionId}`)
      // Of its own, and kept by nobody: what others hold may have been forgotten already.
      const { settings, outside, provider } = known(connection)
      return {
        connection,
        provider,
        settings,
        outside,
        access: await signIn(deps, provider, settings, connection, outside),
      }
    },
    async session(mailboxId) {
      const mailbox = await getMailbox(deps.db, mailboxId)
      if (!mailbox || (mailbox.state !== 'on' && mailbox.state !== 'trouble'))
        throw new AtRest(`Mailbox ${mailboxId}`)
      const opened = await access(mailbox.connection_id)
      // Only verified: proven, but not (or after a suspension not yet again) put to use by a person.
      if (opened.connection.state !== 'active') throw new AtRest(`Connection ${mailbox.connection_id}`)
      const wanted = opened.connection.wanted as Wanted
      const session = opened.provider.open(opened.settings, opened.access, mailbox.address, {
        ...opened.outside,
        wanted,
      })
      return { session, mailbox, connection: opened.connection }
    },
    forget,
    close: () => signIns.clear(),
  }
}

interface SignIn {
  key: string
  access: Promise<Access>
  end(): void
}

/** A sign-in that can be ended for all who hold it already. */
function endable(
  key: string,
  signedIn: Promise<Access>,
  connectionId: string,
  endBefore: (() => void) | undefined,
): SignIn {
  let inner: Access | undefined
  let isEnded = false
  const access = signedIn.then((made): Access => {
    inner = made
    return {
      token: async () => {
        if (isEnded || inner === undefined) throw new AtRest(`Connection ${connectionId}`)
        return await inner.token()
      },
      drop: (token, challenge) => inner?.drop(token, challenge),
    }
  })
  return {
    key,
    access,
    end: () => {
      endBefore?.()
      isEnded = true
      inner = undefined
    },
  }
}

/** Ends a task as done when what it works on is at rest; switching on again hints it anew. */
export function quietAtRest<Job, End>(
  run: (job: Job) => Promise<End>,
): (job: Job) => Promise<End | { done: true }> {
  return async (job) => {
    try {
      return await run(job)
    } catch (failure) {
      if (failure instanceof AtRest) return { done: true }
      throw failure
    }
  }
}

async function signIn(
  deps: SessionsDeps,
  provider: Provider,
  settings: unknown,
  connection: ConnectionRow,
  outside: Outside,
): Promise<Access> {
  if (connection.credential === null)
    throw new TandemError('wrong-state', `Connection ${connection.id} has no credential: enter one in Setup.`)
  return provider.signIn(settings, await deps.open(connection.credential), outside)
}

/** Changes with everything a sign-in depends on. */
function keyOf(connection: ConnectionRow): string {
  const parts = JSON.stringify([connection.method, connection.settings, connection.credential])
  return createHash('sha256').update(parts).digest('base64')
}
