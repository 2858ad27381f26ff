import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { conflicts } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { RecordLink } from '../../components/record-link.tsx'
import { keys } from '../../keys.ts'
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
                <RecordLink {...conflict} name={conflict.recordName} />
                <ConflictDecision conflict={conflict} />
              </div>
            ))
          )
        }
      </Loaded>
    </Section>
  )
}
