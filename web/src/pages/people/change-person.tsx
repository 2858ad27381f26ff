import { Button, Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { type Person, people } from '../../people-api.ts'
import { MailboxPicker } from './mailbox-picker.tsx'
import { RoleChoice } from './role-choice.tsx'

/** Changes somebody's name, role and mailboxes; it holds from their next click on. */
export function ChangePerson(props: { person: Person; organisation: string }) {
  const { person } = props
  const [name, setName] = useState(person.name)
  const [role, setRole] = useState(person.role)
  const [mailboxIds, setMailboxIds] = useState(person.mailboxIds)
  const asItIs = () => {
    setName(person.name)
    setRole(person.role)
    setMailboxIds(person.mailboxIds)
  }
  const change = useAct(
    () =>
      people.change(person.id, {
        name: name.trim(),
        ...(role !== 'operator' && { role }),
        ...(role === 'agent' && { mailboxIds }),
      }),
    { said: 'Saved. It holds from their next click on.', touches: [['people-of']] },
  )
  return (
    <Ask
      title={`Change ${person.email}`}
      yes="Save"
      isReady={name.trim() !== ''}
      onYes={() => change.mutateAsync()}
      trigger={
        <Button size="small" onClick={asItIs}>
          Change
        </Button>
      }
    >
      <Field label="Name" required>
        <Input maxLength={200} value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <RoleChoice roles={['administrator', 'agent']} role={role} onChange={setRole} />
      {role === 'agent' && (
        <MailboxPicker organisation={props.organisation} chosen={mailboxIds} onChange={setMailboxIds} />
      )}
    </Ask>
  )
}
