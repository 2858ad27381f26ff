import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem, contacts } from '../../api.ts'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Contact, ContactFields } from '../../shapes.ts'
import { type Clash, decideStale } from '../../stale-edit.ts'
import { showContact } from './follow-changes.ts'

/** An edit that met somebody else's: shown until one of the two is chosen. */
export interface Standoff {
  current: Contact
  changes: ContactFields
  clashes: Clash[]
}
interface Edit {
  started: Contact
  changes: ContactFields
}

/**
 * Saves edits of a contact: shown at once, taken back if refused. `started` is the contact as it was when the
 * person began to type; if it is older than the server's, only real clashes are asked about.
 */
export function useContactEdit() {
  const toasts = useToasts()
  const [standoff, setStandoff] = useState<Standoff>()
  const edit = useMutation({
    mutationFn: (wish: Edit) => save(wish.started, wish.changes, setStandoff),
    onMutate: ({ started, changes }) => {
      const before = heldContact(started)
      showContact({ ...before, ...changes, syncState: 'pending' })
      return before
    },
    onSuccess: showContact,
    onError: (error, _, before) => {
      toasts.failed(error)
      if (before) showContact(before)
    },
  })
  return { edit, standoff, settle: () => setStandoff(undefined) }
}

function heldContact(started: Contact): Contact {
  return queryClient.getQueryData<Contact | null>(keys.contact(started.mailboxId, started.id)) ?? started
}

async function save(
  started: Contact,
  changes: ContactFields,
  ask: (standoff: Standoff) => void,
): Promise<Contact> {
  const { mailboxId, id } = started
  let version = started.version
  // Twice is rare, five times is a machine writing against us; then the refusal is shown.
  for (let tries = 1; ; tries += 1) {
    try {
      return await contacts.change(mailboxId, id, version, changes)
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 412) || tries === 5) throw error
      const current = await contacts.get(mailboxId, id)
      const decision = decideStale(started, current, changes)
      if (decision.kind === 'ask') {
        ask({ current, changes, clashes: decision.clashes })
        return current
      }
      version = current.version
    }
  }
}
