import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Occurrence } from '../../shapes.ts'
import type { Clash } from '../../stale-edit.ts'
import { afterEdit, doEdit, type EventEdit, NotWanted, type Questions } from './event-edit.ts'
import { showInCalendar } from './use-calendar.ts'

/** A question that waits for the person. */
export type Question =
  | { kind: 'attendees'; addresses: string[]; edit: EventEdit; answer: (yes: boolean) => void }
  | { kind: 'clashes'; clashes: Clash[]; answer: (yes: boolean) => void }

interface Wish {
  edit: EventEdit
  /** Where a dragged occurrence was dropped. */
  moved?: Occurrence | undefined
}

/**
 * Does edits of a calendar: shown at once, put back if they are refused or the person says no to a question. `run`
 * tells whether it was done; `question` is to be shown.
 */
export function useEventEdit(mailboxId: string) {
  const { failed } = useToasts()
  const [question, setQuestion] = useState<Question>()
  const { mutateAsync } = useMutation({
    mutationKey: ['calendar'],
    mutationFn: ({ edit }: Wish) => doEdit(mailboxId, edit, questions(setQuestion)),
    onMutate: async ({ edit, moved }) => {
      await queryClient.cancelQueries({ queryKey: keys.calendar(mailboxId) })
      return showInCalendar(mailboxId, (items) => afterEdit(items, edit, moved))
    },
    onSuccess: (event) => {
      if (event) queryClient.setQueryData(keys.event(mailboxId, event.id), event)
    },
    onError: (error, _, putBack) => {
      putBack?.()
      if (!(error instanceof NotWanted)) failed(error)
    },
    onSettled: async () => {
      // With another edit on its way its own end reads anew; this answer would put it back for a moment.
      if (queryClient.isMutating({ mutationKey: ['calendar'] }) > 1) return
      await queryClient.invalidateQueries({ queryKey: keys.calendar(mailboxId) })
      await queryClient.invalidateQueries({ queryKey: ['event', mailboxId] })
    },
  })
  const run = useCallback(
    (edit: EventEdit, moved?: Occurrence): Promise<boolean> =>
      mutateAsync({ edit, moved }).then(
        () => true,
        () => false,
      ),
    [mutateAsync],
  )
  return { run, question }
}

function questions(show: (question: Question | undefined) => void): Questions {
  const asked = (make: (answer: (yes: boolean) => void) => Question) =>
    new Promise<boolean>((resolve) => {
      const answer = (yes: boolean) => {
        show(undefined)
        resolve(yes)
      }
      show(make(answer))
    })
  return {
    attendees: (addresses, edit) => asked((answer) => ({ kind: 'attendees', addresses, edit, answer })),
    clashes: (clashes) => asked((answer) => ({ kind: 'clashes', clashes, answer })),
  }
}
