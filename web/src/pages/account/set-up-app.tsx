import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { CopyValue } from '../../components/copy.tsx'
import { Form } from '../../components/form.tsx'
import { CodeField } from '../../components/secret-fields.tsx'
import { account } from '../../people-api.ts'
import { signInRefusal } from '../../sign-in-words.ts'
import { QrCode } from './qr-code.tsx'

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXXL },
  words: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    flexBasis: '300px',
    flexGrow: 1,
    maxWidth: '480px',
  },
})

/** The key for an authenticator app, as a picture and as text, and the first code that proves it. */
export function SetUpApp(props: { uri: string; onProven: () => Promise<void>; onCancel: () => void }) {
  const styles = useStyles()
  const [code, setCode] = useState('')
  const prove = useMutation({
    mutationFn: () => account.proveTwoFactor(code.replaceAll(' ', '')),
    onSuccess: props.onProven,
  })
  return (
    <div className={styles.root}>
      <QrCode text={props.uri} label="The key, to be scanned" />
      <div className={styles.words}>
        <Text>
          Scan this with the app. On a phone, or if that does not work, type the key into the app instead:
        </Text>
        <CopyValue value={keyIn(props.uri)} label="key" />
        <Form
          yes="Switch on"
          isBusy={prove.isPending}
          isReady={/^\d{6}$/.test(code.replaceAll(' ', ''))}
          problem={prove.isError ? signInRefusal(prove.error) : undefined}
          onSubmit={() => prove.mutate()}
          others={<Button onClick={props.onCancel}>Cancel</Button>}
        >
          <CodeField value={code} onChange={setCode} />
        </Form>
      </div>
    </div>
  )
}

/** `otpauth://totp/…?secret=…` (Key Uri Format of Google Authenticator). */
function keyIn(uri: string): string {
  return new URL(uri).searchParams.get('secret') ?? ''
}
