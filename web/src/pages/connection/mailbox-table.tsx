import { makeStyles, Switch, Text, tokens } from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { kindName } from '../../components/kind-names.ts'
import { PageLink } from '../../components/links.tsx'
import { MailboxBadge } from '../../components/state-badge.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Collection, Mailbox } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({
  name: { display: 'flex', flexDirection: 'column' },
  // A phone's cells are aligned to the end, which would move the switch's thumb.
  toggle: { textAlign: 'start' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const columns = (isPreview: boolean): Column<Mailbox>[] => [
  { title: 'Mailbox', cell: (mailbox) => <Name mailbox={mailbox} /> },
  { title: 'State', cell: ({ state }) => <MailboxBadge state={state} /> },
  { title: 'Records', cell: ({ collections }) => recordsText(collections) },
  {
    title: 'Last change',
    cell: ({ collections }) => {
      const last = collections.flatMap(({ lastChangeAt }) => lastChangeAt ?? []).sort()
      return last.length > 0 ? <Ago at={last.at(-1)!} /> : ''
    },
  },
  { title: 'On', cell: (mailbox) => <OnSwitch mailbox={mailbox} isPreview={isPreview} /> },
]

/** The mailboxes of a connection, each with its own switch; `isPreview`: show first what the first sync would do. */
export function MailboxTable(props: { items: Mailbox[]; isPreview: boolean }) {
  return <DataTable label="Mailboxes" items={props.items} columns={columns(props.isPreview)} />
}

function recordsText(collections: Collection[]): string {
  return collections.map(({ kind, counts }) => `${numberText(counts.records)} ${kindName(kind)}`).join(', ')
}

const questions: Partial<Record<Collection['state'], string>> = {
  stopped: 'Stopped: a question waits for an answer',
  waiting: 'Waits for a yes to the first sync',
}

function Name(props: { mailbox: Mailbox }) {
  const styles = useStyles()
  const { id, address, displayName, trouble, collections } = props.mailbox
  const asked = collections
    .map((collection) => questions[collection.state])
    .find((text) => text !== undefined)
  const note = trouble?.title ?? asked ?? (displayName ? address : 'Typed')
  return (
    <span className={styles.name}>
      <PageLink to="/console/mailboxes/$mailboxId" params={{ mailboxId: id }}>
        {displayName || address}
      </PageLink>
      <Text size={200} className={styles.quiet}>
        {note}
      </Text>
    </span>
  )
}

function OnSwitch(props: { mailbox: Mailbox; isPreview: boolean }) {
  const styles = useStyles()
  const { id, state, address, connectionId, collections } = props.mailbox
  // Only a first sync can be previewed.
  const preview = props.isPreview && collections.length === 0
  const flip = useAct(
    (to: 'on' | 'off') => mailboxes.change(id, to === 'on' ? { state: to, preview } : { state: to }),
    {
      touches: [['mailboxes'], keys.mailbox(id), keys.connection(connectionId)],
    },
  )
  // Shown as wished while the answer is on its way.
  const wished = flip.isPending ? flip.variables === 'on' : state === 'on' || state === 'trouble'
  return (
    <Switch
      className={styles.toggle}
      checked={wished}
      aria-label={`Keep ${address} in step`}
      onChange={(_, data) => flip.mutate(data.checked ? 'on' : 'off')}
    />
  )
}
