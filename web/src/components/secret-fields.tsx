import { Button, Field, Input } from '@fluentui/react-components'
import { EyeOffRegular, EyeRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState } from 'react'

/** A password that the person has. */
export function PasswordField(props: { label?: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={props.label ?? 'Password'} required>
      <Input
        type="password"
        name="password"
        autoComplete="current-password"
        value={props.value}
        onChange={(_, data) => props.onChange(data.value)}
      />
    </Field>
  )
}

const least = 12

/** Whether the server takes it as a new password. */
export function isGoodPassword(password: string): boolean {
  return password.length >= least && password.length <= 128
}

/** A password to be: its rules are said while it is typed, and it can be looked at. */
export function NewPasswordField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const [isSeen, setSeen] = useState(false)
  const { value } = props
  const isGood = isGoodPassword(value)
  return (
    <Field
      label={props.label}
      required
      validationState={isGood ? 'success' : 'none'}
      validationMessage={wordFor(value)}
    >
      <Input
        type={isSeen ? 'text' : 'password'}
        name="new-password"
        autoComplete="new-password"
        value={value}
        onChange={(_, data) => props.onChange(data.value)}
        contentAfter={
          <Button
            appearance="transparent"
            size="small"
            icon={isSeen ? <EyeOffRegular /> : <EyeRegular />}
            aria-label="Show what is typed"
            aria-pressed={isSeen}
            onClick={() => setSeen(!isSeen)}
          />
        }
      />
    </Field>
  )
}

function wordFor(password: string): string {
  if (password.length > 128) return 'At most 128 letters.'
  if (isGoodPassword(password)) return 'Long enough.'
  const missing = least - password.length
  return password === ''
    ? 'Twelve letters or more. A sentence is easy to remember.'
    : `${missing} more ${missing === 1 ? 'letter' : 'letters'}. A sentence is easy to remember.`
}

/** The six digits of an authenticator app. */
export function CodeField(props: { value: string; onChange: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <Field label="Code" hint="Six digits. A new one comes every 30 seconds." required>
      <Input
        ref={input}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={props.value}
        onChange={(_, data) => props.onChange(data.value)}
      />
    </Field>
  )
}
