import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { connections } from '../../api.ts'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/page.tsx'
import { SettingsForm, type Typed } from '../../components/settings-form.tsx'
import { useAct } from '../../components/use-act.ts'
import { type Wanted, wantedOf } from '../../components/wants.ts'
import { WantsForm } from '../../components/wants-form.tsx'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'

/** Tenant, application and test mailboxes: shown, and changed where the state allows it. */
export function SettingsSection(props: { connection: Connection }) {
  const { id, state, settings, wanted, testMailbox, refusedMailbox, attempt } = props.connection
  const isEmpty = Object.keys(settings).length === 0
  const [isEditing, setEditing] = useState(isEmpty)
  const save = useAct((typed: Typed) => connections.change(id, typed), {
    said: 'Saved. Verify to prove it.',
    touches: [keys.connection(id)],
  })
  const want = useAct((next: Wanted) => connections.change(id, { wanted: next }), {
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
        <>
          <WantsForm
            wanted={want.isPending ? want.variables : wanted}
            isBusy={want.isPending}
            onChange={(next) => want.mutate(next)}
          />
          <SettingsForm
            settings={settings}
            testMailbox={testMailbox}
            refusedMailbox={refusedMailbox}
            isBusy={save.isPending}
            label="Save"
            onSave={(typed) => save.mutate(typed, { onSuccess: () => setEditing(false) })}
          />
        </>
      ) : (
        <Facts
          facts={{
            'Is for': wantedOf(wanted)
              .filter(({ name }) => name !== 'readMail')
              .map(({ title }) => title)
              .join(', '),
            Mail: wanted.readMail
              ? 'May be read: to look up what was sent, and for queues'
              : 'Never read: no request that could read mail is made',
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
