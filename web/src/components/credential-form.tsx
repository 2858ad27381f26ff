import {
  Button,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { expiryProblem, pasted, secretProblem } from '../credential-rules.ts'
import type { PutCredential } from '../shapes.ts'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, maxWidth: '560px' },
})

const nothing = { value: '', expires: '', certificate: '', privateKey: '' }
type Typed = typeof nothing
interface Part {
  typed: Typed
  onType: (part: Partial<Typed>) => void
}

/** A client secret or a certificate, checked while it is typed. What was sent is forgotten here at once. */
export function CredentialForm(props: {
  isBusy: boolean
  label: string
  onSave: (given: PutCredential, done: () => void) => void
}) {
  const styles = useStyles()
  const [kind, setKind] = useState<'secret' | 'certificate'>('secret')
  const [typed, setTyped] = useState(nothing)
  const given = kind === 'secret' ? givenSecret(typed) : givenCertificate(typed)
  const part = { typed, onType: (changed: Partial<Typed>) => setTyped({ ...typed, ...changed }) }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (given) props.onSave(given, () => setTyped(nothing))
  }
  return (
    <form className={styles.form} onSubmit={save} autoComplete="off">
      <RadioGroup
        layout="horizontal"
        aria-label="Kind of credential"
        value={kind}
        onChange={(_, data) => setKind(data.value === 'certificate' ? 'certificate' : 'secret')}
      >
        <Radio value="secret" label="Client secret" />
        <Radio value="certificate" label="Certificate" />
      </RadioGroup>
      {kind === 'secret' ? <Secret {...part} /> : <Certificate {...part} />}
      <div>
        <Button type="submit" appearance="primary" disabled={!given || props.isBusy}>
          {props.label}
        </Button>
      </div>
    </form>
  )
}

function Secret({ typed, onType }: Part) {
  const wrong = secretProblem(typed.value)
  const late = expiryProblem(typed.expires, new Date())
  return (
    <>
      <Field
        label="Value of the client secret"
        hint="The column “Value”, not “Secret ID”. It is sealed at once and never shown again."
        validationState={wrong ? 'error' : 'none'}
        validationMessage={wrong}
        required
      >
        <Input
          type="password"
          autoComplete="off"
          value={typed.value}
          onChange={(_, data) => onType({ value: data.value })}
        />
      </Field>
      <Field
        label="Expires on"
        hint="As the column “Expires” says. We tell you in good time."
        validationState={late ? 'warning' : 'none'}
        validationMessage={late}
      >
        <Input type="date" value={typed.expires} onChange={(_, data) => onType({ expires: data.value })} />
      </Field>
    </>
  )
}

function Certificate({ typed, onType }: Part) {
  return (
    <>
      <Field label="Certificate (PEM)" required>
        <Textarea
          rows={5}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={typed.certificate}
          onChange={(_, data) => onType({ certificate: data.value })}
        />
      </Field>
      <Field label="Private key (PEM, PKCS #8, without a password)" required>
        <Textarea
          rows={5}
          placeholder="-----BEGIN PRIVATE KEY-----"
          value={typed.privateKey}
          onChange={(_, data) => onType({ privateKey: data.value })}
        />
      </Field>
    </>
  )
}

function givenSecret({ value, expires }: Typed): PutCredential | undefined {
  if (pasted(value) === '' || secretProblem(value)) return undefined
  // An early reminder does no harm, a late one does: the day counts from its beginning.
  return {
    kind: 'secret',
    value: pasted(value),
    expiresAt: expires === '' ? undefined : `${expires}T00:00:00Z`,
  }
}

function givenCertificate({ certificate, privateKey }: Typed): PutCredential | undefined {
  const isWhole = certificate.includes('BEGIN CERTIFICATE') && privateKey.includes('PRIVATE KEY')
  return isWhole ? { kind: 'certificate', certificate, privateKey } : undefined
}
