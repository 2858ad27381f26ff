import { Button } from '@fluentui/react-components'
import { CopyValue } from '../../components/copy.tsx'
import { knownOf } from './known.ts'
import type { Notes } from './progress.ts'
import { consentScript } from './scripts.ts'
import type { StepProps } from './setup-steps.tsx'
import { AsScript, Moves, Step } from './step.tsx'

/** The application permissions in Entra: with a role in Exchange only the list of people, else contacts too. */
export function PermissionStep(
  props: StepProps & { notes: Notes; onNote: (changes: Partial<Notes>) => void },
) {
  const { notes, onNote, onNext, state } = props
  const permissions = notes.scope === 'group' ? ['User.Read.All'] : ['Contacts.ReadWrite', 'User.Read.All']
  const next = () => {
    onNote({ granted: true })
    onNext()
  }
  return (
    <Step
      title="Grant permissions"
      why="Contacts.ReadWrite lets Tandem read and write contacts; User.Read.All lets it list whose mailboxes there are. Neither opens anyone’s mail. Without User.Read.All, addresses are typed by hand."
    >
      <Moves>
        <li>
          App registrations → {state.applicationName} → <b>API permissions</b> → Add a permission → Microsoft
          Graph → <b>Application permissions</b>.
        </li>
        {permissions.map((permission) => (
          <li key={permission}>
            Tick <CopyValue value={permission} label={permission} />
          </li>
        ))}
        <li>
          Press <b>Add permissions</b>, then <b>Grant admin consent</b>. The column Status says “Granted” with
          a green tick.
        </li>
        <li>Remove User.Read (delegated), which Entra adds by itself: it is not needed.</li>
      </Moves>
      <AsScript text={consentScript(knownOf(props), permissions)} name="3-permissions.ps1" />
      <div>
        <Button appearance="primary" onClick={next}>
          Granted, go on
        </Button>
      </div>
    </Step>
  )
}
