import { Badge, Button } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { account, type PersonSession } from '../../people-api.ts'
import { deviceText } from './device-text.ts'

/** Where the person is signed in; each can be ended. */
export function SessionsSection() {
  const query = useQuery({ queryKey: keys.sessions, queryFn: account.sessions })
  const others = query.data?.items.filter(({ current }) => !current) ?? []
  const end = useAct(
    async (ids: string[]) => {
      for (const id of ids) await account.endSession(id)
    },
    { said: 'Signed out there.', touches: [keys.sessions] },
  )
  return (
    <Section
      title="Where you are signed in"
      actions={
        others.length > 1 && (
          <Button disabled={end.isPending} onClick={() => end.mutate(others.map(({ id }) => id))}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label="Where you are signed in"
            items={items}
            columns={[
              { title: 'Device', cell: ({ userAgent }) => deviceText(userAgent) },
              { title: 'Address', cell: ({ ipAddress }) => ipAddress ?? 'Unknown' },
              { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
              { title: 'Last used', cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
              {
                title: 'End',
                cell: (item: PersonSession) =>
                  item.current ? (
                    <Badge color="success" appearance="tint">
                      This one
                    </Badge>
                  ) : (
                    <Button size="small" disabled={end.isPending} onClick={() => end.mutate([item.id])}>
                      Sign out
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  )
}
