import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useState } from 'react'
import { connections } from '../../api.ts'
import { CredentialForm } from '../../components/credential-form.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Connection, PutCredential } from '../../shapes.ts'

/** The secret or certificate: enough to recognise it, never itself. */
export function CredentialSection(props: { connection: Connection }) {
  const { id, state, credential, nextCredential } = props.connection
  const [isEntering, setEntering] = useState(credential === null)
  const save = useAct((given: PutCredential) => connections.putCredential(id, given), {
    said: 'Sealed. Verify to prove it.',
    touches: [keys.connection(id)],
  })
  const toggle = credential && (
    <Button onClick={() => setEntering(!isEntering)}>{isEntering ? 'Cancel' : 'Enter a new one'}</Button>
  )
  return (
    <Section title="Secret" anchor="secret" actions={state !== 'verifying' && toggle}>
      {nextCredential && (
        <MessageBar intent="info">
          <MessageBarBody>
            A newer one (…{nextCredential.lastFour}) waits for a verification; the present one works on
            meanwhile.
          </MessageBarBody>
        </MessageBar>
      )}
      {credential && (
        <Facts
          facts={{
            Kind: credential.kind === 'secret' ? 'Client secret' : 'Certificate',
            'Ends with': `…${credential.lastFour}`,
            Fingerprint: credential.fingerprint,
            Expires: <Expiry at={credential.expiresAt} />,
          }}
        />
      )}
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
