import { Button, Field, MessageBar, MessageBarBody, Text, Textarea } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { Choice } from '../../components/choice.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { useMe } from '../../components/use-me.ts'
import { Ago, Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { type Approval, approvals } from '../../people-api.ts'

const states: Record<Approval['state'], string> = { running: 'Running', over: 'Over', ended: 'Ended' }

/** Whether operators see the organisation's data: given for some hours, ended at any time. */
export function Approvals({ organisationId }: { organisationId: string }) {
  const isAdministrator = useMe()?.kind === 'administrator'
  const query = useQuery({
    queryKey: keys.approvals(organisationId),
    queryFn: () => approvals.list(organisationId),
  })
  return (
    <Section
      title="Approvals"
      note="Whether support sees this organisation’s contacts, calendars and mail. Its administrators decide."
      actions={isAdministrator && <Give organisationId={organisationId} />}
    >
      <Loaded query={query}>
        {({ items, operatorsSee }) => (
          <>
            <MessageBar intent={operatorsSee ? 'warning' : 'info'} layout="multiline">
              <MessageBarBody>{stateText(operatorsSee, isAdministrator)}</MessageBarBody>
            </MessageBar>
            {items.length > 0 && (
              <DataTable
                label="Approvals"
                items={items}
                columns={[
                  { title: 'What for', cell: ({ reason }) => reason },
                  { title: 'State', cell: ({ state }) => states[state] },
                  { title: 'Given by', cell: ({ grantedBy }) => grantedBy.replace(/^[a-z]+:/, '') },
                  { title: 'Given', cell: ({ createdAt }) => <Ago at={createdAt} /> },
                  { title: 'Ends', cell: ({ endedAt, endsAt }) => <Moment at={endedAt ?? endsAt} /> },
                  { title: 'End', cell: (item) => item.state === 'running' && <End approval={item} /> },
                ]}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function stateText(operatorsSee: boolean, isAdministrator: boolean): string {
  if (operatorsSee) return 'Support sees the data at the moment.'
  return isAdministrator
    ? 'Support sees none of the data. If you ask for help with it, let them in for some hours.'
    : 'Support sees none of the data. One of the organisation’s administrators can let you in, here on this page.'
}

const terms = { '1': '1 hour', '4': '4 hours', '24': 'A day', '72': '3 days', '168': 'A week' }
type Term = keyof typeof terms

function Give({ organisationId }: { organisationId: string }) {
  const [reason, setReason] = useState('')
  const [term, setTerm] = useState<Term>('4')
  const give = useAct(() => approvals.give(organisationId, { reason: reason.trim(), hours: Number(term) }), {
    said: 'Support sees the data until then, or until you end it.',
    touches: [keys.approvals(organisationId)],
  })
  return (
    <Ask
      title="Let support see the data?"
      yes="Let them in"
      isReady={reason.trim() !== ''}
      onYes={() => give.mutateAsync()}
      trigger={<Button onClick={() => setReason('')}>Let support in</Button>}
    >
      <Field label="What for" hint="It stands in the audit log." required>
        <Textarea maxLength={500} value={reason} onChange={(_, data) => setReason(data.value)} />
      </Field>
      <Choice label="For how long" words={terms} value={term} onChange={setTerm} />
    </Ask>
  )
}

function End({ approval }: { approval: Approval }) {
  const end = useAct(() => approvals.end(approval.id), {
    said: 'Support sees nothing any more.',
    touches: [keys.approvals(approval.organisationId)],
  })
  return (
    <Ask
      title="End this approval?"
      yes="End it"
      onYes={() => end.mutateAsync()}
      trigger={<Button size="small">End</Button>}
    >
      <Text>Support sees nothing of the data from now on.</Text>
    </Ask>
  )
}
