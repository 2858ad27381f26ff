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
import type { Conflict, Contact } from '../../shapes.ts'
import { TwoSides } from './two-sides.tsx'

const useStyles = makeStyles({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalS,
  },
})

/** The open conflicts of one contact, each to be decided. */
export function ConflictBar(props: { contact: Contact }) {
  const { mailboxId, id } = props.contact
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
      toasts.done('Decided. The other side gets the value now.')
      await queryClient.invalidateQueries({ queryKey: keys.conflicts(conflict.mailboxId) })
      await queryClient.invalidateQueries({ queryKey: keys.contact(conflict.mailboxId, conflict.recordId) })
    },
    onError: toasts.failed,
  })
  const isDeletion = conflict.reason === 'deleted'
  // Of a deletion the only "field" is the whole contact, which stands below anyway.
  const listed = isDeletion ? [] : conflict.fields
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {isDeletion
            ? 'Deleted in the mailbox while it was edited here'
            : 'Changed on both sides at the same time'}
        </MessageBarTitle>
        {isDeletion && ' It is kept for now.'}
        {listed.map((field) => (
          <TwoSides
            key={field.field}
            field={field.field}
            was={field.base}
            sides={[
              [field.chosen === 'mailbox' ? 'Mailbox (kept)' : 'Mailbox', field.mailbox],
              [field.chosen === 'tandem' ? 'Tandem (kept)' : 'Tandem', field.tandem],
            ]}
          />
        ))}
        <div className={styles.actions}>
          <Button size="small" disabled={resolve.isPending} onClick={() => resolve.mutate('mailbox')}>
            {isDeletion ? 'Delete it here too' : 'Use the mailbox’s'}
          </Button>
          <Button size="small" disabled={resolve.isPending} onClick={() => resolve.mutate('tandem')}>
            {isDeletion ? 'Keep it' : 'Use Tandem’s'}
          </Button>
        </div>
      </MessageBarBody>
    </MessageBar>
  )
}
