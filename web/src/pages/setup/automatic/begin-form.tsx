import {
  Button,
  Field,
  makeStyles,
  Radio,
  RadioGroup,
  Text,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { CheckedField } from '../../../components/checked-field.tsx'
import { addressProblem } from '../../../credential-rules.ts'
import type { Provisioning, StartProvisioning } from '../../../shapes.ts'

const useStyles = makeStyles({ form: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '640px' } })

/** Which mailboxes, before anybody signs in. */
export function BeginForm(props: {
  isBusy: boolean
  current: Provisioning | null
  onBegin: (wish: StartProvisioning) => void
}) {
  const styles = useStyles()
  const { current, isBusy, onBegin } = props
  const before = current?.mailboxes
  const [reach, setReach] = useState<'some' | 'all'>(before === 'all' ? 'all' : 'some')
  const [text, setText] = useState(Array.isArray(before) ? before.join('\n') : '')
  const [closed, setClosed] = useState(current?.closed ?? '')
  const addresses = text.split(/[\s,;]+/).filter((word) => word !== '')
  const wrong = addresses.find((address) => addressProblem(address) !== undefined)
  const problem = wrong === undefined ? undefined : `“${wrong}” is not an address: write name@domain.`
  const isReady = (reach === 'all' || (addresses.length > 0 && !problem)) && !addressProblem(closed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    onBegin({ mailboxes: reach === 'all' ? 'all' : addresses, closed: closed.trim() || null })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Text>
        A Global Administrator signs in with a code on Microsoft’s own page, once for the directory and, when
        only some mailboxes are chosen, once for Exchange. Nothing is made before you have seen the plan and
        said yes. Tandem keeps no administrator’s password or sign-in.
      </Text>
      <Field label="Which mailboxes may Tandem use?">
        <RadioGroup value={reach} onChange={(_, { value }) => setReach(value === 'all' ? 'all' : 'some')}>
          <Radio value="some" label="Only these (recommended)" />
          <Radio value="all" label="All mailboxes of the organisation" />
        </RadioGroup>
      </Field>
      {reach === 'some' && (
        <Field
          label="Addresses"
          hint="One per line. The first one is used for the proof."
          validationState={problem ? 'error' : 'none'}
          validationMessage={problem}
          required
        >
          <Textarea value={text} rows={4} resize="vertical" onChange={(_, { value }) => setText(value)} />
        </Field>
      )}
      <CheckedField
        label="A mailbox that must stay closed"
        hint={
          reach === 'all'
            ? 'Leave it empty, since all mailboxes are meant.'
            : 'The proof tries it and expects a refusal. Empty: the mailbox of whoever signs in.'
        }
        value={closed}
        onChange={setClosed}
        problem={addressProblem(closed)}
      />
      <div>
        <Button type="submit" appearance="primary" disabled={!isReady || isBusy}>
          Begin
        </Button>
      </div>
    </form>
  )
}
