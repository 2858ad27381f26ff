import { Field, Input, Link, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { session } from '../../api.ts'
import { Form } from '../../components/form.tsx'
import { Front } from '../../components/front.tsx'
import { CodeField, PasswordField } from '../../components/secret-fields.tsx'
import { signingIn } from '../../people-api.ts'
import { elsewhereRefusal, signInRefusal } from '../../sign-in-words.ts'
import { SignInElsewhere } from './sign-in-elsewhere.tsx'
import { useEnter } from './use-enter.ts'

const route = getRouteApi('/sign-in')

/** Sign-in: e-mail and password, then the second factor where there is one; or elsewhere. */
export function SignIn() {
  const { next, error } = route.useSearch()
  const [step, setStep] = useState<'password' | 'code' | 'backup'>('password')
  const enter = useEnter(next)
  const refused = elsewhereRefusal(error)
  return (
    <Front title="Sign in">
      {step === 'password' ? (
        <>
          {refused && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody role="alert">{refused}</MessageBarBody>
            </MessageBar>
          )}
          <Password onIn={enter} onCode={() => setStep('code')} />
          <SignInElsewhere />
        </>
      ) : (
        <SecondFactor key={step} step={step} onStep={setStep} onIn={enter} />
      )}
    </Front>
  )
}

function Password(props: { onIn: () => Promise<void>; onCode: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => session.signIn(email.trim(), password),
    onSuccess: async ({ twoFactorRedirect }) => {
      if (twoFactorRedirect) props.onCode()
      else await props.onIn()
    },
  })
  return (
    <Form
      yes="Sign in"
      isBusy={enter.isPending}
      problem={enter.isError ? signInRefusal(enter.error) : undefined}
      onSubmit={() => enter.mutate()}
    >
      <Field label="E-mail" required>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={(_, data) => setEmail(data.value)}
        />
      </Field>
      <PasswordField value={password} onChange={setPassword} />
    </Form>
  )
}

function SecondFactor(props: {
  step: 'code' | 'backup'
  onStep: (step: 'password' | 'code' | 'backup') => void
  onIn: () => Promise<void>
}) {
  const { step, onStep } = props
  const [code, setCode] = useState('')
  const enter = useMutation({
    mutationFn: () =>
      step === 'code' ? signingIn.withCode(code.replaceAll(' ', '')) : signingIn.withBackupCode(code.trim()),
    onSuccess: props.onIn,
  })
  const other = step === 'code' ? 'backup' : 'code'
  return (
    <Form
      yes="Sign in"
      isBusy={enter.isPending}
      isReady={code.trim() !== ''}
      problem={enter.isError ? signInRefusal(enter.error) : undefined}
      onSubmit={() => enter.mutate()}
    >
      {step === 'code' ? (
        <CodeField value={code} onChange={setCode} />
      ) : (
        <BackupCodeField value={code} onChange={setCode} />
      )}
      <Link as="button" type="button" onClick={() => onStep(other)}>
        {other === 'backup' ? 'Use a backup code' : 'Use the app’s code'}
      </Link>
      <Link as="button" type="button" onClick={() => onStep('password')}>
        Begin again with the password
      </Link>
    </Form>
  )
}

function BackupCodeField(props: { value: string; onChange: (value: string) => void }) {
  return (
    <Field
      label="Backup code"
      hint="One of those you kept when you set up the app. Each works once."
      required
    >
      <Input
        ref={(input) => input?.focus()}
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        onChange={(_, data) => props.onChange(data.value)}
      />
    </Field>
  )
}
