import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { connections } from '../../api.ts'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Mailbox } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

/** Mailboxes whose preview is ready: what all of them would bring, and one yes for all. */
export function WaitingBar(props: { connectionId: string; items: Mailbox[] }) {
  const ready = props.items.filter(
    ({ collections }) =>
      collections.length > 0 &&
      collections.every(({ state, preview }) => state === 'waiting' && preview?.finishedAt),
  )
  const start = useAct(
    () =>
      connections.switchMailboxes(props.connectionId, {
        ids: ready.map(({ id }) => id),
        state: 'on',
        preview: false,
      }),
    { said: 'The first syncs begin.', touches: [['mailboxes'], ['mailbox'], keys.organisations] },
  )
  if (ready.length === 0) return null
  const sum = (name: string) =>
    numberText(
      ready
        .flatMap(({ collections }) => collections)
        .reduce((total, { preview }) => total + Number(preview?.[name] ?? 0), 0),
    )
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {ready.length === 1 ? 'One mailbox waits' : `${numberText(ready.length)} mailboxes wait`} for a yes.
        </MessageBarTitle>{' '}
        The first sync would create {sum('create')} records here, link {sum('link')} and write {sum('push')}{' '}
        to the mailboxes. Open a mailbox to see examples.
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" appearance="primary" disabled={start.isPending} onClick={() => start.mutate()}>
          Start {ready.length === 1 ? 'it' : 'them all'}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
