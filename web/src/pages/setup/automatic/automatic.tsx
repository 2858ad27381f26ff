import {
  Button,
  Card,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Spinner,
  Title3,
  tokens,
} from '@fluentui/react-components'
import { useEffect } from 'react'
import { provisioning } from '../../../api.ts'
import { useAct } from '../../../components/use-act.ts'
import { keys } from '../../../keys.ts'
import { queryClient } from '../../../query-client.ts'
import type { Provisioning } from '../../../shapes.ts'
import { BeginForm } from './begin-form.tsx'
import { Plan } from './plan.tsx'
import { SignIn } from './sign-in.tsx'

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalXXL,
    gap: tokens.spacingVerticalL,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalL },
  },
  // Takes no room while it says nothing.
  told: { '&:empty': { position: 'absolute' } },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** Automatic set-up, from the choice of mailboxes to the proof. */
export function Automatic(props: {
  current: Provisioning | null
  invitation: string
  onClose: () => void
  onOpen: () => void
}) {
  const styles = useStyles()
  const { current, invitation, onClose, onOpen } = props
  const touches = [[...keys.setupProvisioning, invitation], keys.setup, keys.setupVerifications]
  const begin = useAct(
    (wish: Parameters<typeof provisioning.begin>[1]) => provisioning.begin(invitation, wish),
    {
      touches,
    },
  )
  const agree = useAct((removeWide: boolean) => provisioning.agree(invitation, removeWide), { touches })
  const cancel = useAct(() => provisioning.cancel(invitation), { touches })
  const state = current?.state
  // What is made shows in the steps as well; the page stays here until the person goes on.
  useEffect(() => {
    if (state !== undefined) onOpen()
    if (state === 'done') void queryClient.invalidateQueries({ queryKey: keys.setup })
  }, [state, onOpen])
  const isBusy = begin.isPending || agree.isPending || cancel.isPending
  const stop = () => cancel.mutate(undefined, { onSuccess: onClose })
  return (
    <Card className={styles.card} role="region" aria-labelledby="automatic-title">
      <Title3 as="h2" id="automatic-title">
        Automatic set-up
      </Title3>
      <output aria-live="polite" className={styles.told}>
        {(state === 'queued' || state === 'planning') && (
          <Spinner
            size="small"
            labelPosition="after"
            label={state === 'queued' ? 'Asking for a code…' : 'Looking at what is there…'}
          />
        )}
        {state === 'applying' && <Spinner size="small" labelPosition="after" label="Making it…" />}
      </output>
      {current?.problem && state === 'failed' && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>It stopped.</MessageBarTitle> {current.problem}
          </MessageBarBody>
        </MessageBar>
      )}
      {state === 'done' && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Everything is made.</MessageBarTitle> The administrator’s sign-in has been thrown
            away. The connection is being proven now.
          </MessageBarBody>
        </MessageBar>
      )}
      {current?.prompt && state === 'sign-in' && <SignIn prompt={current.prompt} />}
      {current &&
        ['planned', 'applying', 'done', 'failed'].includes(current.state) &&
        current.plan.length > 0 && (
          <Plan current={current} isBusy={isBusy} onAgree={(removeWide) => agree.mutate(removeWide)} />
        )}
      {(state === undefined || state === 'cancelled' || state === 'failed') && (
        <BeginForm isBusy={isBusy} current={current} onBegin={(wish) => begin.mutate(wish)} />
      )}
      <div className={styles.buttons}>
        {state === 'done' ? (
          <Button appearance="primary" onClick={onClose}>
            See the proof
          </Button>
        ) : state === undefined || state === 'cancelled' || state === 'failed' ? (
          <Button onClick={onClose}>Back to the steps by hand</Button>
        ) : (
          <Button disabled={isBusy} onClick={stop}>
            Cancel
          </Button>
        )}
      </div>
    </Card>
  )
}
