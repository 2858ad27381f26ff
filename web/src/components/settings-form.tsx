import { Button } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { addressProblem, clientProblem, pasted, tenantProblem } from '../credential-rules.ts'
import { CheckedField } from './checked-field.tsx'

export interface Typed {
  settings: { tenantId: string; clientId: string }
  testMailbox: string | null
  refusedMailbox: string | null
}

/** Tenant, application and the two mailboxes of the proof, each checked as it is typed; nothing here is secret. */
export function SettingsForm(props: {
  settings: Record<string, unknown>
  testMailbox: string | null
  refusedMailbox: string | null
  isBusy: boolean
  label: string
  onSave: (typed: Typed) => void
}) {
  const [tenant, setTenant] = useState(String(props.settings.tenantId ?? ''))
  const [client, setClient] = useState(String(props.settings.clientId ?? ''))
  const [test, setTest] = useState(props.testMailbox ?? '')
  const [refused, setRefused] = useState(props.refusedMailbox ?? '')
  const problems = [
    tenantProblem(tenant),
    clientProblem(client, tenant),
    addressProblem(test),
    addressProblem(refused),
  ]
  const isSame = refused !== '' && refused.trim().toLowerCase() === test.trim().toLowerCase()
  const isReady =
    problems.every((problem) => problem === undefined) && tenant !== '' && client !== '' && !isSame
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    props.onSave({
      settings: { tenantId: pasted(tenant), clientId: pasted(client) },
      testMailbox: test.trim() || null,
      refusedMailbox: refused.trim() || null,
    })
  }
  return (
    <form onSubmit={save}>
      <CheckedField
        label="Directory (tenant) ID or domain"
        value={tenant}
        onChange={setTenant}
        problem={problems[0]}
        required
      />
      <CheckedField
        label="Application (client) ID"
        value={client}
        onChange={setClient}
        problem={problems[1]}
        required
      />
      <CheckedField
        label="Test mailbox"
        hint="A plain user’s mailbox among those allowed. One contact is written there and removed again."
        value={test}
        onChange={setTest}
        problem={problems[2]}
      />
      <CheckedField
        label="A mailbox that must be refused"
        hint="If access is limited to a group: somebody outside it. We try, and expect a refusal. Leave empty if all mailboxes are meant."
        value={refused}
        onChange={setRefused}
        problem={problems[3] ?? (isSame ? 'This is the test mailbox, which must be allowed.' : undefined)}
      />
      <div>
        <Button type="submit" appearance="primary" disabled={!isReady || props.isBusy}>
          {props.label}
        </Button>
      </div>
    </form>
  )
}
