import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useState } from 'react'
import { connections } from '../../api.ts'
import { CredentialForm } from '../../components/credential-form.tsx'
import { MakeCertificate } from '../../components/make-certificate.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Connection, PutCredential } from '../../shapes.ts'
import { BreachButton } from './breach-button.tsx'
import { CredentialSlots } from './credential-slots.tsx'

/** Secrets and certificates: enough to recognise each, never itself; new ones entered or made here. */
export function CredentialSection(props: { connection: Connection }) {
  const { connection } = props
  const { id, state, credential, nextCredential, breachedAt } = connection
  const [isEntering, setEntering] = useState(credential === null)
  const save = useAct((given: PutCredential) => connections.putCredential(id, given), {
    said: 'Sealed. Verify to prove it.',
    touches: [keys.connection(id)],
  })
  const make = useAct(() => connections.makeKeyPair(id), {
    said: 'Made. Download it, upload it in the directory, then verify.',
    touches: [keys.connection(id)],
  })
  const actions = state !== 'verifying' && (
    <>
      {credential && (
        <Button onClick={() => setEntering(!isEntering)}>{isEntering ? 'Cancel' : 'Enter a new one'}</Button>
      )}
      <MakeCertificate onMake={() => make.mutateAsync()} replaces={replaced(connection)} />
    </>
  )
  return (
    <Section
      title="Secret"
      anchor="secret"
      actions={
        <>
          {actions}
          {credential && <BreachButton connection={connection} />}
        </>
      }
    >
      {breachedAt && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>
              The {credential ? 'earlier ' : ''}credential may be known to others.
            </MessageBarTitle>{' '}
            Reported <Ago at={breachedAt} />. Delete it in the directory (Certificates & secrets), look into
            the sign-in logs there, enter a new one here and verify; then the connection can be activated.
          </MessageBarBody>
        </MessageBar>
      )}
      {(credential || nextCredential) && <CredentialSlots connection={connection} />}
      {isEntering && state !== 'verifying' && (
        <CredentialForm
          isBusy={save.isPending}
          label="Seal and keep"
          onSave={(given, done) => save.mutate(given, { onSuccess: done })}
        />
      )}
    </Section>
  )
}

/** What a new one would take the place of before anything is proven. */
function replaced({ state, credential, nextCredential }: Connection): string | undefined {
  const waits = state === 'active' || state === 'verified' || state === 'suspended'
  if (nextCredential) return 'It takes the place of the one that waits.'
  if (credential && !waits) return 'It takes the place of the one that was entered.'
  return undefined
}
