import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Ask } from '../../components/ask.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { type PersonInvitation, people } from '../../people-api.ts'
import { roleWords } from './role-words.ts'

/** Who was invited and has not joined yet. */
export function OpenInvitations(props: { organisation: string | undefined }) {
  const { organisation } = props
  const query = useQuery({
    queryKey: keys.personInvitations(organisation),
    queryFn: () => people.invitations(organisation),
    select: ({ items }) => items.filter(({ state }) => state === 'open' || state === 'expired'),
  })
  return (
    <Section title="Invited" note="Who has a link and has not joined yet. A new link ends the old one.">
      <Loaded query={query}>
        {(items) =>
          items.length === 0 ? (
            <Text>Nobody is invited at the moment.</Text>
          ) : (
            <DataTable
              label="Invited"
              items={items}
              columns={[
                { title: 'E-mail', cell: ({ email }) => email },
                { title: 'Role', cell: ({ role }) => roleWords[role] },
                { title: 'Invited', cell: ({ createdAt }) => <Ago at={createdAt} /> },
                {
                  title: 'Link ends',
                  cell: ({ state, expiresAt }) =>
                    state === 'expired' ? 'It has expired' : <Day at={expiresAt} />,
                },
                { title: 'Withdraw', cell: (item) => <Withdraw invitation={item} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

function Withdraw({ invitation }: { invitation: PersonInvitation }) {
  const withdraw = useAct(() => people.withdraw(invitation.id), {
    said: 'The link opens nothing any more.',
    touches: [['person-invitations']],
  })
  return (
    <Ask
      title={`Withdraw the invitation of ${invitation.email}?`}
      yes="Withdraw"
      onYes={() => withdraw.mutateAsync()}
      trigger={<Button size="small">Withdraw</Button>}
    >
      <Text>The link opens nothing any more. You can invite them again.</Text>
    </Ask>
  )
}
