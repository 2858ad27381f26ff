import {
  Button,
  Field,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Radio,
  RadioGroup,
} from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { CopyValue } from '../../components/copy.tsx'
import { CredentialForm } from '../../components/credential-form.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { useAct } from '../../components/use-act.ts'
import { WantsForm } from '../../components/wants-form.tsx'
import { grantedFor } from '../../guide/permissions.ts'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { PutCredential } from '../../shapes.ts'
import { choiceOf } from './progress.ts'
import { showAnswer, useChange, useSetup } from './setup-context.ts'
import { useDataTable } from './step.tsx'

/** What Tandem is for; what was done for another wish is to be done again. */
export function WantsPart() {
  const { connection } = useSetup()
  const save = useChange()
  const wanted = save.isPending ? (save.variables.wanted ?? connection.wanted) : connection.wanted
  return (
    <WantsForm
      wanted={wanted}
      isBusy={save.isPending}
      onChange={(next) => save.mutate({ wanted: next, marks: { scope: false, permissions: false } })}
    />
  )
}

/** A choice that the text depends on. */
export function ChoicePart({ name }: { name: string }) {
  const { guide, state } = useSetup()
  const save = useChange()
  const chosen = save.isPending ? save.variables.choices?.[name] : choiceOf(guide, state, name)
  return (
    <Field label="Which mailboxes it may open">
      <RadioGroup
        value={chosen}
        onChange={(_, { value }) =>
          save.mutate({ choices: { [name]: value }, marks: { scope: false, permissions: false } })
        }
      >
        {guide.choices[name]?.map(({ value, label }) => (
          <Radio key={value} value={value} label={label} />
        ))}
      </RadioGroup>
    </Field>
  )
}

/** What is to be granted in Entra, each with its copy button and reason. */
export function PermissionsPart() {
  const { guide, state, connection } = useSetup()
  const table = useDataTable()
  const granted = grantedFor(guide, connection.wanted, choiceOf(guide, state, 'scope'))
  return (
    <table className={table}>
      <thead>
        <tr>
          <th scope="col">Permission (application)</th>
          <th scope="col">What for</th>
          <th scope="col">Without it</th>
        </tr>
      </thead>
      <tbody>
        {granted.map((one) => (
          <tr key={one.permission}>
            <td>
              <CopyValue value={one.permission} label={one.permission} />
            </td>
            <td>{one.for}</td>
            <td>{one.without}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The form of the credential, and what is kept already. */
export function CredentialPart() {
  const { connection, invitation, mine, onNext } = useSetup()
  const held = connection.nextCredential ?? connection.credential
  const save = useAct(
    async (given: PutCredential) => {
      const answer = await setup.putCredential(invitation, given, held?.fingerprint ?? 'none')
      mine(answer)
      showAnswer(invitation, answer)
    },
    { touches: [] },
  )
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
    </>
  )
}
