import { Badge, Button, Text } from '@fluentui/react-components'
import { LinkAddRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { invitations } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Invitation } from '../../shapes.ts'

const states = {
  open: (
    <Badge color="success" appearance="tint">
      Open
    </Badge>
  ),
  expired: (
    <Badge color="informative" appearance="tint">
      Expired
    </Badge>
  ),
  revoked: (
    <Badge color="informative" appearance="tint">
      Revoked
    </Badge>
  ),
}

/** Links to Setup: made, copied once, revoked. */
export function Invitations(props: { organisationId: string; connectionId?: string }) {
  const { organisationId, connectionId } = props
  const [url, setUrl] = useState<string>()
  const touches = [keys.invitations(organisationId), keys.organisation(organisationId)]
  const query = useQuery({
    queryKey: keys.invitations(organisationId),
    queryFn: () => invitations.list(organisationId),
  })
  const create = useAct(() => invitations.create(organisationId, { connectionId }), { touches })
  return (
    <Section
      title="Invitations"
      note="The link opens Setup for this organisation alone, without an account. It expires, and can be revoked."
      actions={
        <Button
          icon={<LinkAddRegular />}
          disabled={create.isPending}
          onClick={() => create.mutate(undefined, { onSuccess: (made) => setUrl(made.url ?? undefined) })}
        >
          New link
        </Button>
      }
    >
      {url && <ShownOnce what="link" text={url} onDone={() => setUrl(undefined)} />}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>No link was made yet.</Text>
          ) : (
            <DataTable
              label="Invitations"
              items={items}
              columns={[
                { title: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
                { title: 'State', cell: ({ state }) => states[state] },
                { title: 'Ends', cell: ({ expiresAt }) => <Day at={expiresAt} /> },
                {
                  title: 'Last used',
                  cell: ({ lastUsedAt }) => (lastUsedAt ? <Ago at={lastUsedAt} /> : 'Never'),
                },
                { title: 'Revoke', cell: (invitation) => <Revoke invitation={invitation} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

function Revoke(props: { invitation: Invitation }) {
  const { id, organisationId, state } = props.invitation
  const revoke = useAct(() => invitations.revoke(id), {
    said: 'The link opens nothing any more.',
    touches: [keys.invitations(organisationId)],
  })
  if (state !== 'open') return null
  return (
    <Ask
      title="Revoke this link?"
      yes="Revoke"
      onYes={() => revoke.mutateAsync()}
      trigger={<Button size="small">Revoke</Button>}
    >
      <Text>Whoever holds it cannot open Setup with it any more. What was entered stays.</Text>
    </Ask>
  )
}
