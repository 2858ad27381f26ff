import { Button, Field, Input, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { notices, organisations } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { NoticeList } from '../../components/notice-list.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { useMe } from '../../components/use-me.ts'
import { addressProblem } from '../../credential-rules.ts'
import { keys } from '../../keys.ts'
import type { Organisation } from '../../shapes.ts'

/** What the organisation's contacts were told lately, and who they are. */
export function NoticesSection(props: { organisation: Organisation }) {
  const { id, contactEmails } = props.organisation
  const filter = { organisation: id }
  const isOperator = useMe()?.kind === 'operator'
  const query = useQuery({
    queryKey: keys.notices(filter),
    queryFn: () => notices.list({ ...filter, limit: 5 }),
  })
  const who =
    contactEmails.length === 0
      ? 'Nobody is named: notices are only shown here.'
      : `They go to ${contactEmails.join(', ')}.`
  return (
    <Section
      title="Notices"
      note={who}
      actions={isOperator && <Contacts organisation={props.organisation} />}
    >
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 ? <Text>Nobody was told anything yet.</Text> : <NoticeList items={items} />}
            {nextCursor && <PageLink to="/notices">All notices</PageLink>}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Contacts(props: { organisation: Organisation }) {
  const { id, contactEmails } = props.organisation
  const before = contactEmails.join(' ')
  const [typed, setTyped] = useState(before)
  const emails = typed.split(/[\s,;]+/).filter((email) => email !== '')
  const wrong = emails.find((email) => addressProblem(email) !== undefined)
  const save = useAct(() => organisations.change(id, { contactEmails: emails }), {
    said: 'Saved. Notices from now on go there.',
    touches: [keys.organisation(id), keys.organisations],
  })
  return (
    <Ask
      title="Who gets notices?"
      yes="Save"
      isReady={!wrong}
      onYes={() => save.mutateAsync()}
      trigger={<Button onClick={() => setTyped(before)}>Change who gets them</Button>}
    >
      <Field
        label="E-mail addresses"
        hint="Separated by blanks. They are told when a proof fails or passes, when a secret ends, and of a suspected breach."
        validationState={wrong ? 'error' : 'none'}
        validationMessage={wrong && `“${wrong}” is not an e-mail address: write it as name@domain.`}
      >
        <Input type="text" inputMode="email" value={typed} onChange={(_, data) => setTyped(data.value)} />
      </Field>
    </Ask>
  )
}
