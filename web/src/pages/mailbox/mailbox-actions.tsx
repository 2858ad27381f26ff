import { Button } from '@fluentui/react-components'
import { ArrowSyncRegular, ClipboardCheckmarkRegular } from '@fluentui/react-icons'
import { mailboxes } from '../../api.ts'
import { PageButton } from '../../components/links.tsx'
import { placeIn } from '../../components/mailbox-bar.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Mailbox } from '../../shapes.ts'

/** Look now, compare both sides, switch on or off, open what is in it. */
export function MailboxActions(props: { mailbox: Mailbox }) {
  const { id, state, connectionId, collections } = props.mailbox
  // Before the first sync has its yes there is nothing to look at or to compare.
  const hasBegun = collections.some((collection) => collection.state !== 'waiting')
  const touches = [keys.mailbox(id), ['mailboxes'], keys.connection(connectionId)]
  const sync = useAct(() => mailboxes.act(id, 'sync'), { said: 'The mailbox is being looked at.', touches })
  const audit = useAct(() => mailboxes.act(id, 'audit'), { said: 'Both sides are being compared.', touches })
  const flip = useAct((to: 'on' | 'off') => mailboxes.change(id, { state: to }), { touches })
  if (state !== 'on' && state !== 'trouble') {
    return (
      <Button appearance="primary" disabled={flip.isPending} onClick={() => flip.mutate('on')}>
        Switch on
      </Button>
    )
  }
  return (
    <>
      <PageButton
        as="a"
        to={placeIn(props.mailbox)}
        params={{ mailboxId: id }}
        search={{}}
        appearance={hasBegun ? 'primary' : 'secondary'}
      >
        Open the mailbox
      </PageButton>
      {hasBegun && (
        <>
          <Button icon={<ArrowSyncRegular />} disabled={sync.isPending} onClick={() => sync.mutate()}>
            Sync now
          </Button>
          <Button
            icon={<ClipboardCheckmarkRegular />}
            disabled={audit.isPending}
            onClick={() => audit.mutate()}
          >
            Audit now
          </Button>
        </>
      )}
      <Button disabled={flip.isPending} onClick={() => flip.mutate('off')}>
        Switch off
      </Button>
    </>
  )
}
