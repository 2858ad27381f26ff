import { Button, MessageBar, MessageBarActions, MessageBarBody, Text } from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { CertificateFiles } from '../../components/certificate-files.tsx'
import { CopyValue } from '../../components/copy.tsx'
import { CredentialForm } from '../../components/credential-form.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { MakeCertificate, uploadMoves } from '../../components/make-certificate.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { PutCredential } from '../../shapes.ts'
import { knownOf } from './known.ts'
import { secretScript } from './scripts.ts'
import type { StepProps } from './setup-steps.tsx'
import { AsScript, Moves, Step } from './step.tsx'

/** The secret that proves that it is Tandem who signs in. */
export function SecretStep(props: StepProps) {
  const { state, connection, invitation, onNext } = props
  const save = useAct((given: PutCredential) => setup.putCredential(invitation, given), {
    touches: [keys.setup],
  })
  const make = useAct(() => setup.makeKeyPair(invitation), { touches: [keys.setup] })
  const held = connection.nextCredential ?? connection.credential
  const keep = (given: PutCredential, done: () => void) =>
    save.mutate(given, {
      onSuccess: () => {
        done()
        onNext()
      },
    })
  return (
    <Step
      title="Make a secret"
      why="It is sealed the moment it arrives here; the page and its server can never open it again."
    >
      {held && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            A {held.kind} ending in “{held.lastFour}” is kept. Expires: <Expiry at={held.expiresAt} />.
            Another one takes its place.
          </MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={onNext}>
              Keep it, go on
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      <Moves>
        <li>
          App registrations → {state.applicationName} → Certificates & secrets → <b>New client secret</b>.
        </li>
        <li>
          Description: <CopyValue value={state.applicationName} label="description" />; expires: 12 months or
          more.
        </li>
        <li>
          Press <b>Add</b>. Copy the column <b>Value</b> at once (not Secret ID): it is shown only now.
        </li>
      </Moves>
      <AsScript text={secretScript(knownOf(props))} name="4-secret.ps1" />
      <CredentialForm isBusy={save.isPending} label="Seal and go on" onSave={keep} />
      <Text>Or without any secret, which is safer:</Text>
      <div>
        <MakeCertificate
          onMake={() => make.mutateAsync()}
          replaces={held ? 'It takes the place of what is kept.' : undefined}
        />
      </div>
      {held?.certificate && (
        <>
          <CertificateFiles certificate={held.certificate} fingerprint={held.fingerprint} />
          <Text>{uploadMoves}</Text>
        </>
      )}
    </Step>
  )
}
