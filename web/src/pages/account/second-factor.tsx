import { Badge, Button, Text } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { Section } from '../../components/page.tsx'
import { PasswordField } from '../../components/secret-fields.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { account } from '../../people-api.ts'
import { queryClient } from '../../query-client.ts'
import { signInRefusal } from '../../sign-in-words.ts'
import { BackupCodes } from './backup-codes.tsx'
import { SetUpApp } from './set-up-app.tsx'

/** The second factor: set up, its backup codes made anew, switched off. */
export function SecondFactor(props: { isOn: boolean }) {
  const [begun, setBegun] = useState<{ totpURI: string; backupCodes: string[] }>()
  const [codes, setCodes] = useState<string[]>()
  const toasts = useToasts()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: keys.session })
  const proven = async () => {
    setCodes(begun?.backupCodes)
    setBegun(undefined)
    await readAgain()
  }
  const off = async (password: string) => {
    await account.endTwoFactor(password)
    setCodes(undefined)
    toasts.done('The second factor is off.')
    await readAgain()
  }
  return (
    <Section
      title="Second factor"
      note="With an authenticator app on your phone, whoever learns your password still cannot get in."
      actions={
        props.isOn && (
          <>
            <WithPassword
              title="Make new backup codes?"
              yes="Make new codes"
              note="The old ones end at once."
              act={async (password) => setCodes((await account.makeBackupCodes(password)).backupCodes)}
              trigger={<Button>New backup codes</Button>}
            />
            <WithPassword
              title="Switch the second factor off?"
              yes="Switch off"
              note="Your password alone then lets you in, and whoever knows it."
              act={off}
              trigger={<Button>Switch off</Button>}
            />
          </>
        )
      }
    >
      <Text>
        {props.isOn ? (
          <Badge color="success" appearance="tint">
            On
          </Badge>
        ) : (
          <Badge color="informative" appearance="tint">
            Off
          </Badge>
        )}
      </Text>
      {codes && <BackupCodes codes={codes} onDone={() => setCodes(undefined)} />}
      {begun && <SetUpApp uri={begun.totpURI} onProven={proven} onCancel={() => setBegun(undefined)} />}
      {!props.isOn && !begun && (
        <span>
          <WithPassword
            title="Set up an authenticator app"
            yes="Go on"
            note="Any app does: Microsoft Authenticator, Google Authenticator, 1Password and the like."
            act={async (password) => setBegun(await account.beginTwoFactor(password))}
            trigger={<Button appearance="primary">Set up an app</Button>}
          />
        </span>
      )}
    </Section>
  )
}

/** Asks for the password again: an open page must not be enough. */
function WithPassword(props: {
  title: string
  yes: string
  note: string
  act: (password: string) => Promise<void>
  trigger: ReactElement
}) {
  const [password, setPassword] = useState('')
  const act = useMutation({ mutationFn: props.act, onSuccess: () => setPassword('') })
  return (
    <Ask
      title={props.title}
      yes={props.yes}
      isReady={password !== ''}
      onYes={() => act.mutateAsync(password)}
      trigger={props.trigger}
    >
      <Text>{props.note}</Text>
      <PasswordField label="Your password" value={password} onChange={setPassword} />
      {act.isError && <Text role="alert">{signInRefusal(act.error)}</Text>}
    </Ask>
  )
}
