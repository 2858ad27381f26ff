import { Link } from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { CopyValue } from '../../components/copy.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { IdForm } from './id-form.tsx'
import { registerScript } from './scripts.ts'
import type { StepProps } from './setup-steps.tsx'
import { AsScript, Moves, Step } from './step.tsx'

/** The application that Tandem signs in as, and its two ids. */
export function ApplicationStep(props: StepProps) {
  const { state, connection, invitation, onNext } = props
  const save = useAct(
    (settings: { tenantId: string; clientId: string }) => setup.change(invitation, { settings }),
    {
      touches: [keys.setup],
    },
  )
  return (
    <Step
      title="Register the application"
      why="Tandem signs in to your tenant as an application of its own, which you can see and remove at any time."
    >
      <Moves>
        <li>
          Open{' '}
          <Link href="https://entra.microsoft.com" target="_blank" rel="noreferrer">
            entra.microsoft.com
          </Link>{' '}
          → Identity → Applications → App registrations → <b>New registration</b>.
        </li>
        <li>
          Name: <CopyValue value={state.applicationName} label="name" />
        </li>
        <li>Supported account types: “Accounts in this organizational directory only”. No redirect URI.</li>
        <li>
          Press <b>Register</b>. The Overview page now shows two IDs: copy both here.
        </li>
      </Moves>
      <AsScript text={registerScript({ name: state.applicationName })} name="1-register.ps1" />
      <IdForm
        settings={connection.settings}
        isBusy={save.isPending}
        onSave={(settings) => save.mutate(settings, { onSuccess: onNext })}
      />
    </Step>
  )
}
