import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { apiKeys } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { ApiKey } from '../../shapes.ts'
import { scopesText } from './key-scopes.ts'
import { NewKey } from './new-key.tsx'

/** Keys of the organisation's programs: they see this organisation alone. */
export function ApiKeys(props: { organisationId: string }) {
  const { organisationId } = props
  const [key, setKey] = useState<string>()
  const query = useQuery({
    queryKey: keys.apiKeys(organisationId),
    queryFn: () => apiKeys.list(organisationId),
    // Keys for all organisations are listed too; they are not this organisation's.
    select: ({ items }) => items.filter((item) => item.organisationId === organisationId),
  })
  return (
    <Section
      title="API keys"
      note="For programs of this organisation; they see nothing of others."
      actions={<NewKey organisationId={organisationId} onMade={setKey} />}
    >
      {key && <ShownOnce what="key" text={key} onDone={() => setKey(undefined)} />}
      <Loaded query={query}>
        {(items) =>
          items.length === 0 ? (
            <Text>No key was made yet.</Text>
          ) : (
            <DataTable
              label="API keys"
              items={items}
              columns={[
                { title: 'Name', cell: ({ name }) => name },
                { title: 'Ends with', cell: ({ lastFour }) => <Text font="monospace">…{lastFour}</Text> },
                { title: 'May', cell: ({ scopes }) => scopesText(scopes) },
                { title: 'Made', cell: ({ createdAt }) => <Day at={createdAt} /> },
                {
                  title: 'Ends',
                  cell: ({ expiresAt }) => (expiresAt ? <Day at={expiresAt} /> : 'Never'),
                },
                {
                  title: 'Last used',
                  cell: ({ lastUsedAt }) => (lastUsedAt ? <Ago at={lastUsedAt} /> : 'Never'),
                },
                {
                  title: 'Delete',
                  cell: (item) => <DeleteKey apiKey={item} organisationId={organisationId} />,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

function DeleteKey(props: { apiKey: ApiKey; organisationId: string }) {
  const remove = useAct(() => apiKeys.remove(props.apiKey.id), {
    said: 'The key opens nothing any more.',
    touches: [keys.apiKeys(props.organisationId)],
  })
  return (
    <Ask
      title={`Delete the key “${props.apiKey.name}”?`}
      yes="Delete"
      onYes={() => remove.mutateAsync()}
      trigger={<Button size="small">Delete</Button>}
    >
      <Text>Programs that use it are refused from now on.</Text>
    </Ask>
  )
}
