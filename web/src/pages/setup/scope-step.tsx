import { Button, Field, Input, Radio, RadioGroup, Text } from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { Script } from '../../components/copy.tsx'
import { useAct } from '../../components/use-act.ts'
import { rolesFor, type Wanted } from '../../components/wants.ts'
import { WantsForm } from '../../components/wants-form.tsx'
import { keys } from '../../keys.ts'
import { knownOf } from './known.ts'
import type { Notes } from './progress.ts'
import { policyScript, scopeScript } from './scripts.ts'
import type { StepProps } from './setup-steps.tsx'
import { AsScript, Moves, Step } from './step.tsx'

/** Which mailboxes the application may open; the narrow way is the first. */
export function ScopeStep(props: StepProps & { notes: Notes; onNote: (changes: Partial<Notes>) => void }) {
  const { notes, onNote, onNext, connection, invitation } = props
  const want = useAct((wanted: Wanted) => setup.change(invitation, { wanted }), { touches: [keys.setup] })
  const wanted = want.isPending ? want.variables : connection.wanted
  const known = knownOf(props)
  const next = () => {
    onNote({ scoped: true })
    onNext()
  }
  return (
    <Step
      title="Choose the mailboxes"
      why="The application should do what it is for, in the mailboxes that it is for, and no others. At the end we prove that a mailbox outside is refused."
    >
      <WantsForm
        wanted={wanted}
        isBusy={want.isPending}
        onChange={(next) => want.mutate(next, { onSuccess: () => onNote({ scoped: false, granted: false }) })}
      />
      <RadioGroup
        aria-label="Mailboxes"
        value={notes.scope}
        onChange={(_, data) => onNote({ scope: data.value as Notes['scope'], scoped: false, granted: false })}
      >
        <Radio value="group" label="Only the members of a group (recommended: RBAC for Applications)" />
        <Radio value="all" label="All mailboxes of the tenant" />
        <Radio
          value="policy"
          label="A group, by an application access policy that you already use (older way)"
        />
      </RadioGroup>
      {notes.scope !== 'all' && (
        <Field
          label="Address of the group"
          hint="A mail-enabled security group with the people whose mailboxes are meant. The script asks for it if you leave it empty."
        >
          <Input value={notes.group} onChange={(_, data) => onNote({ group: data.value.trim() })} />
        </Field>
      )}
      {notes.scope === 'group' && (
        <>
          <Moves>
            <li>
              Run this script as an Exchange administrator. It gives the application its roles, for that group
              alone.
            </li>
            <li>
              In the next step grant in Entra <b>only</b> what is listed there: a tenant-wide grant of the
              same right would override the group.
            </li>
          </Moves>
          <Script
            text={scopeScript(known, notes.group, rolesFor(wanted))}
            name="2-scope.ps1"
            label="Script that limits the application"
          />
          <Text>It can take up to two hours until Exchange follows; the verification says so.</Text>
        </>
      )}
      {notes.scope === 'policy' && <AsScript text={policyScript(known, notes.group)} name="2-policy.ps1" />}
      {notes.scope === 'all' && (
        <Text>Nothing is to be done here. The next step grants access to all mailboxes.</Text>
      )}
      <div>
        <Button appearance="primary" onClick={next}>
          {notes.scope === 'all' ? 'Go on' : 'Done, go on'}
        </Button>
      </div>
    </Step>
  )
}
