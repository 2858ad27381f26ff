import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
} from '@fluentui/react-components'
import { KeyRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { apiKeys } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { ApiKey } from '../../shapes.ts'

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
      {key && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Copy the key now; it is shown this once.</MessageBarTitle>{' '}
            <Text font="monospace">{key}</Text>
          </MessageBarBody>
          <MessageBarActions>
            <CopyButton text={key} label="Copy key" words />
            <Button size="small" onClick={() => setKey(undefined)}>
              Done
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
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
                { title: 'Made', cell: ({ createdAt }) => <Day at={createdAt} /> },
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

function NewKey(props: { organisationId: string; onMade: (key: string | undefined) => void }) {
  const [name, setName] = useState('')
  const create = useAct(apiKeys.create, { touches: [keys.apiKeys(props.organisationId)] })
  const add = async () => {
    const made = await create.mutateAsync({ name: name.trim(), organisationId: props.organisationId })
    props.onMade(made.key ?? undefined)
    setName('')
  }
  return (
    <Ask
      title="New API key"
      yes="Make the key"
      isReady={name.trim() !== ''}
      onYes={add}
      trigger={<Button icon={<KeyRegular />}>New key</Button>}
    >
      <Field label="Name" hint="Where the key is used, such as “CRM production”." required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
    </Ask>
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
