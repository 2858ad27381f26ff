import { useCallback } from 'react'
import { batches, contacts } from '../../api.ts'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Contact } from '../../shapes.ts'
import { hideContact, showContact } from './follow-changes.ts'

/** Deletes at once, on both sides, and offers to take it back: the undo of the batch brings the same contact again. */
export function useContactRemoval(onGone: () => void) {
  const { done, failed } = useToasts()
  return useCallback(
    async (contact: Contact) => {
      const { mailboxId, id } = contact
      hideContact(mailboxId, id)
      onGone()
      try {
        const latest = queryClient.getQueryData<Contact | null>(keys.contact(mailboxId, id)) ?? contact
        await contacts.remove(mailboxId, id, latest.version)
        queryClient.setQueryData(keys.contact(mailboxId, id), null)
        done('The contact was deleted.', { label: 'Undo', act: () => void bringBack(contact).catch(failed) })
      } catch (error) {
        showContact(contact)
        failed(error)
      }
    },
    [onGone, done, failed],
  )
}

async function bringBack({ mailboxId, id }: Contact): Promise<void> {
  const history = await contacts.history(mailboxId, id)
  const deletion = history.items.find((entry) => entry.operation === 'delete')
  if (!deletion?.batchId)
    throw new Error('This deletion cannot be found any more. Look at the mailbox’s batches.')
  await batches.undo(deletion.batchId)
  await queryClient.invalidateQueries({ queryKey: keys.contacts(mailboxId) })
}
