import { Button } from '@fluentui/react-components'
import { CopyValue } from '../../components/copy.tsx'
import { permissionsFor } from '../../components/wants.ts'
import { knownOf } from './known.ts'
import type { Notes } from './progress.ts'
import { consentScript } from './scripts.ts'
import type { StepProps } from './setup-steps.tsx'
import { AsScript, Moves, Step } from './step.tsx'

/** The application permissions in Entra: with roles in Exchange only what has no role there. */
export function PermissionStep(
  props: StepProps & { notes: Notes; onNote: (changes: Partial<Notes>) => void },
) {
  const { notes, onNote, onNext, state } = props
  const permissions = permissionsFor(props.connection.wanted, notes.scope === 'group')
  const next = () => {
    onNote({ granted: true })
    onNext()
  }
  return (
    <Step
      title="Grant permissions"
      why={`Each permission is for one thing that was chosen, and User.Read.All to list whose mailboxes there are; without it addresses are typed by hand. ${props.connection.wanted.readMail ? 'Mail.ReadWrite is there to look up what was sent.' : 'None of them opens anyone’s mail.'}`}
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
