import { Button, MessageBar, MessageBarActions, MessageBarBody, Text } from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { CertificateFiles } from '../../components/certificate-files.tsx'
import { CredentialForm } from '../../components/credential-form.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { MakeCertificate, uploadMoves } from '../../components/make-certificate.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { PutCredential, Setup } from '../../shapes.ts'
import { showAnswer, useSetup } from './setup-context.ts'

/** The form of the credential, what is kept already, and a certificate made here instead. */
export function CredentialPart() {
  const { connection, invitation, mine, onNext } = useSetup()
  const held = connection.nextCredential ?? connection.credential
  const show = (answer: Setup) => {
    mine(answer)
    showAnswer(invitation, answer)
  }
  const save = useAct(
    async (given: PutCredential) =>
      show(await setup.putCredential(invitation, given, held?.fingerprint ?? 'none')),
    { touches: [] },
  )
  const make = useAct(async () => show(await setup.makeKeyPair(invitation)), { touches: [] })
  const keep = (given: PutCredential, done: () => void) =>
    save.mutate(given, {
      onSuccess: () => {
        done()
        onNext()
      },
      // Somebody else was quicker: what they entered is shown.
      onError: () => void queryClient.invalidateQueries({ queryKey: keys.setup }),
    })
  return (
    <>
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
    </>
  )
}
