import { useCallback, useRef } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { ListedMessage, OutgoingMessage } from '../../shapes.ts'
import { messages } from '../../workspace-api.ts'
import { type Draft, draftStore } from '../compose/draft-store.ts'
import { undoSeconds } from '../compose/undo-time.ts'

/**
 * Takes messages back and opens them to be written on. `remember` keeps what was just sent for as long as it can be taken
 * back, with the pictures in its text: only in this page's memory, nothing of it is left in the browser.
 */
export function useTakeBack(mailboxId: string, onOpen: (id: string) => void) {
  const { failed } = useToasts()
  const sent = useRef(new Map<string, Draft>())
  const remember = useCallback((message: OutgoingMessage, draft: Draft) => {
    sent.current.set(message.id, draft)
    setTimeout(() => sent.current.delete(message.id), undoSeconds * 1000)
  }, [])
  const takeBack = useCallback(
    async ({ id }: Pick<ListedMessage, 'id'>) => {
      try {
        const message = await messages.cancel(mailboxId, id)
        queryClient.setQueryData(keys.message(mailboxId, id), message)
        const draft = sent.current.get(id)
        if (draft) draftStore(mailboxId, `again ${id}`).save(draft)
        sent.current.delete(id)
        onOpen(id)
      } catch (error) {
        failed(error)
      }
      await queryClient.invalidateQueries({ queryKey: keys.messages(mailboxId) })
      await queryClient.invalidateQueries({ queryKey: keys.message(mailboxId, id) })
    },
    [mailboxId, onOpen, failed],
  )
  return { takeBack: (message: Pick<ListedMessage, 'id'>) => void takeBack(message), remember }
}
