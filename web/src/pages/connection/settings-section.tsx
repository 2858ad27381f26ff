import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { connections } from '../../api.ts'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/page.tsx'
import { SettingsForm, type Typed } from '../../components/settings-form.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'

/** Tenant, application and test mailboxes: shown, and changed where the state allows it. */
export function SettingsSection(props: { connection: Connection }) {
  const { id, state, settings, testMailbox, refusedMailbox, attempt } = props.connection
  const isEmpty = Object.keys(settings).length === 0
  const [isEditing, setEditing] = useState(isEmpty)
  const save = useAct((typed: Typed) => connections.change(id, typed), {
    said: 'Saved. Verify to prove it.',
    touches: [keys.connection(id)],
  })
  const mayEdit = state !== 'verifying' && state !== 'active'
  const edit = mayEdit && (
    <Button onClick={() => setEditing(!isEditing)}>{isEditing ? 'Cancel' : 'Change'}</Button>
  )
  const note =
    state === 'active' ? 'Suspend the connection to change them; a change must be verified anew.' : undefined
  return (
    <Section title="Settings" anchor="settings" note={note} actions={!isEmpty && edit}>
      {isEditing && mayEdit ? (
        <SettingsForm
          settings={settings}
          testMailbox={testMailbox}
          refusedMailbox={refusedMailbox}
          isBusy={save.isPending}
          label="Save"
          onSave={(typed) => save.mutate(typed, { onSuccess: () => setEditing(false) })}
        />
      ) : (
        <Facts
          facts={{
            'Directory (tenant)': String(settings.tenantId ?? 'Not entered'),
            'Application (client)': String(settings.clientId ?? 'Not entered'),
            'Test mailbox': testMailbox ?? 'None',
            'Must be refused': refusedMailbox ?? 'None',
            Attempt: attempt,
          }}
        />
      )}
    </Section>
  )
}
