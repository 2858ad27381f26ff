import { Button, Dropdown, Field, Input, Option } from '@fluentui/react-components'
import { PersonAddRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import { addressProblem } from '../../credential-rules.ts'
import { people, type Role } from '../../people-api.ts'
import { MailboxPicker } from './mailbox-picker.tsx'
import { RoleChoice } from './role-choice.tsx'

interface Draft {
  email: string
  name: string
  role: Role
  organisation: string | undefined
  mailboxIds: string[]
}

/** Makes a link with which somebody joins. */
export function InvitePerson(props: {
  organisation: string | undefined
  isOperator: boolean
  onMade: (url: string | undefined) => void
}) {
  const { isOperator } = props
  const empty: Draft = {
    email: '',
    name: '',
    role: isOperator ? 'administrator' : 'agent',
    organisation: props.organisation,
    mailboxIds: [],
  }
  const [draft, setDraft] = useState(empty)
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes })
  const { email, name, role, organisation, mailboxIds } = draft
  const isFree = role === 'operator'
  const wrong = email.trim() === '' ? undefined : addressProblem(email.trim())
  const invite = useAct(
    () =>
      people.invite({
        email: email.trim(),
        name: name.trim(),
        role,
        organisationId: isFree ? null : organisation,
        ...(role === 'agent' && { mailboxIds }),
      }),
    { touches: [['person-invitations']] },
  )
  return (
    <Ask
      title="Invite somebody"
      yes="Make the link"
      isReady={email.trim() !== '' && !wrong && name.trim() !== '' && (isFree || organisation !== undefined)}
      onYes={async () => props.onMade((await invite.mutateAsync()).url ?? undefined)}
      trigger={
        <Button appearance="primary" icon={<PersonAddRegular />} onClick={() => setDraft(empty)}>
          Invite
        </Button>
      }
    >
      <Field
        label="E-mail"
        required
        validationState={wrong ? 'error' : 'none'}
        validationMessage={wrong && 'This is not an e-mail address: write it as name@domain.'}
      >
        <Input type="email" value={email} onChange={(_, data) => set({ email: data.value })} />
      </Field>
      <Field label="Name" required>
        <Input maxLength={200} value={name} onChange={(_, data) => set({ name: data.value })} />
      </Field>
      <RoleChoice
        roles={isOperator ? ['operator', 'administrator', 'agent'] : ['administrator', 'agent']}
        role={role}
        onChange={(next) => set({ role: next })}
      />
      {isOperator && !isFree && (
        <OrganisationChoice
          value={organisation}
          onChange={(id) => set({ organisation: id, mailboxIds: [] })}
        />
      )}
      {role === 'agent' && organisation && (
        <MailboxPicker
          organisation={organisation}
          chosen={mailboxIds}
          onChange={(ids) => set({ mailboxIds: ids })}
        />
      )}
    </Ask>
  )
}

function OrganisationChoice(props: { value: string | undefined; onChange: (id: string) => void }) {
  const { items, nameOf } = useOrganisations()
  return (
    <Field label="Of which organisation" required>
      <Dropdown
        placeholder="Choose one"
        value={props.value === undefined ? '' : nameOf(props.value)}
        selectedOptions={props.value === undefined ? [] : [props.value]}
        onOptionSelect={(_, { optionValue }) => optionValue && props.onChange(optionValue)}
      >
        {items.map(({ id, name }) => (
          <Option key={id} value={id}>
            {name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
