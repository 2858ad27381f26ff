import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { conflicts } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import type { Conflict } from '../../shapes.ts'
import { ConflictDecision } from '../contacts/conflict-bar.tsx'

/** The conflicts of a mailbox that wait for a decision. */
export function Conflicts(props: { mailboxId: string }) {
  const { mailboxId } = props
  const query = useQuery({
    queryKey: keys.conflicts(mailboxId),
    queryFn: () => conflicts.list({ mailbox: mailboxId, state: 'open' }),
  })
  return (
    <Section title="Conflicts">
      <Loaded query={query} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>None. Edits of both sides have come together.</Text>
          ) : (
            items.map((conflict) => (
              <div key={conflict.id}>
                <RecordLink conflict={conflict} />
                <ConflictDecision conflict={conflict} />
              </div>
            ))
          )
        }
      </Loaded>
    </Section>
  )
}

function RecordLink({ conflict }: { conflict: Conflict }) {
  const { kind, mailboxId, recordId, recordName } = conflict
  if (kind === 'events') {
    return (
      <PageLink to="/workspace/$mailboxId/calendar" params={{ mailboxId }} search={{ event: recordId }}>
        {recordName ?? 'An event that is gone'}
      </PageLink>
    )
  }
  if (kind === 'tasks') {
    return (
      <PageLink to="/workspace/$mailboxId/tasks" params={{ mailboxId }}>
        {recordName ?? 'A task that is gone'}
      </PageLink>
    )
  }
  return (
    <PageLink to="/workspace/$mailboxId" params={{ mailboxId }} search={{ contact: recordId }}>
      {recordName ?? 'A contact that is gone'}
    </PageLink>
  )
}
