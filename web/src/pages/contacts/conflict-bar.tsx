import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { conflicts } from '../../api.ts'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import { rereadUnsettled } from '../../records-live.ts'
import type { Conflict, Contact } from '../../shapes.ts'
import { readConflict } from './conflict-text.ts'
import { follow } from './follow-changes.ts'
import { TwoSides } from './two-sides.tsx'

const useStyles = makeStyles({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalS,
  },
})

/** The open conflicts of one record, each to be decided. */
export function ConflictBar(props: { record: Pick<Contact, 'mailboxId' | 'id'> }) {
  const { mailboxId, id } = props.record
  const query = useQuery({
    queryKey: keys.conflicts(mailboxId),
    queryFn: () => conflicts.list({ mailbox: mailboxId, state: 'open' }),
  })
  const ours = query.data?.items.filter((conflict) => conflict.recordId === id) ?? []
  return ours.map((conflict) => <ConflictDecision key={conflict.id} conflict={conflict} />)
}

/** One conflict: what both sides wrote, which was kept for now, and the buttons that end it. */
export function ConflictDecision(props: { conflict: Conflict }) {
  const styles = useStyles()
  const toasts = useToasts()
  const { conflict } = props
  const resolve = useMutation({
    mutationFn: (side: 'tandem' | 'mailbox') =>
      conflicts.resolve(conflict.id, Object.fromEntries(conflict.fields.map((field) => [field.field, side]))),
    onSuccess: async () => {
      toasts.done('Decided. Both sides get this now.')
      await queryClient.invalidateQueries({ queryKey: keys.conflicts(conflict.mailboxId) })
      if (conflict.kind === 'contacts') await follow(conflict.mailboxId, conflict.recordId)
      else rereadUnsettled()
    },
    onError: toasts.failed,
  })
  const { title, note, listed, ways } = readConflict(conflict)
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {note}
        {listed.map(({ field, was, sides }) => (
          <TwoSides key={field} field={field} was={was} sides={sides} />
        ))}
        <div className={styles.actions}>
          {ways.map(([side, words]) => (
            <Button key={side} size="small" disabled={resolve.isPending} onClick={() => resolve.mutate(side)}>
              {words}
            </Button>
          ))}
        </div>
      </MessageBarBody>
    </MessageBar>
  )
}
