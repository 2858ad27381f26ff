import { makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import type { Setup } from '../../shapes.ts'
import { ApplicationStep } from './application-step.tsx'
import { MailboxStep } from './mailbox-step.tsx'
import { PermissionStep } from './permission-step.tsx'
import { readNotes, type StepName, steps, stepsDone, writeNotes } from './progress.ts'
import { ScopeStep } from './scope-step.tsx'
import { SecretStep } from './secret-step.tsx'
import { StepList } from './step-list.tsx'
import { VerifyStep } from './verify-step.tsx'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: '240px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXXL,
    alignItems: 'start',
    '@media (max-width: 820px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  },
})

/** What every step is given. */
export interface StepProps {
  state: Setup
  connection: NonNullable<Setup['connection']>
  invitation: string
  onNext: () => void
}

/** The way from nothing to a proven connection: the steps with their ticks, and the one that is open. */
export function SetupSteps(props: Omit<StepProps, 'onNext'>) {
  const styles = useStyles()
  const { state, connection, invitation } = props
  const [notes, setNotes] = useState(() => readNotes(connection.id))
  const done = stepsDone(state.steps, notes)
  const [open, setOpen] = useState<StepName>(
    () => steps.find(({ name }) => !done.has(name))?.name ?? 'verify',
  )
  const note = (changes: Partial<typeof notes>) => {
    const next = { ...notes, ...changes }
    writeNotes(connection.id, next)
    setNotes(next)
  }
  const onNext = () => {
    const at = steps.findIndex(({ name }) => name === open)
    setOpen(steps[at + 1]?.name ?? open)
    window.scrollTo(0, 0)
  }
  const given = { state, connection, invitation, onNext }
  return (
    <div className={styles.root}>
      <StepList open={open} done={done} onOpen={setOpen} />
      {open === 'application' && <ApplicationStep {...given} />}
      {open === 'scope' && <ScopeStep {...given} notes={notes} onNote={note} />}
      {open === 'permissions' && <PermissionStep {...given} notes={notes} onNote={note} />}
      {open === 'secret' && <SecretStep {...given} />}
      {open === 'mailboxes' && <MailboxStep {...given} isScoped={notes.scope !== 'all'} />}
      {open === 'verify' && <VerifyStep {...given} onOpen={setOpen} />}
    </div>
  )
}
