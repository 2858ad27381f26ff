import { Button, makeStyles, SearchBox, Select, Switch, Text, tokens } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { connections, mailboxes } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { Absent } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Connection, MailboxState } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { AddMailboxes } from './add-mailboxes.tsx'
import { MailboxTable } from './mailbox-table.tsx'
import { WaitingBar } from './waiting-bar.tsx'

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  search: { flexGrow: 1, maxWidth: '320px' },
  grow: { flexGrow: 1 },
})

const states: [MailboxState | '', string][] = [
  ['', 'All'],
  ['on', 'On'],
  ['trouble', 'In trouble'],
  ['found', 'Not switched on'],
  ['off', 'Off'],
]

/** Whose mailboxes are kept in step: found in the directory or typed, switched many at once. */
export function MailboxSection(props: { connection: Connection }) {
  const { connection } = props
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<MailboxState | ''>('')
  const [isPreview, setPreview] = useState(true)
  const search = useDeferredValue(typed.trim())
  const filter = { connection: connection.id, search, state: state || undefined }
  const query = useInfiniteQuery({
    queryKey: keys.mailboxes(filter),
    queryFn: ({ pageParam }) => mailboxes.list({ ...filter, cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const discover = useAct(() => connections.move(connection.id, 'discoveries'), {
    said: 'The directory is being read. Mailboxes appear as they are found.',
    touches: [],
  })
  const isUsable = connection.state === 'verified' || connection.state === 'active'
  const actions = (
    <>
      <AddMailboxes connectionId={connection.id} />
      <Button
        icon={<ArrowSyncRegular />}
        disabled={discover.isPending || !isUsable}
        onClick={() => discover.mutate()}
      >
        Read the directory
      </Button>
    </>
  )
  const { found, on, off, trouble } = connection.mailboxes
  const note = `${numberText(on + trouble)} of ${numberText(found + on + off + trouble)} are switched on.`
  return (
    <Section title="Mailboxes" note={note} actions={actions}>
      <Tools
        typed={typed}
        onType={setTyped}
        state={state}
        onState={setState}
        isPreview={isPreview}
        onPreview={setPreview}
        connectionId={connection.id}
        items={items}
        isUsable={isUsable}
      />
      {isUsable && <WaitingBar connectionId={connection.id} items={items} />}
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={5} />}
      {query.isSuccess && items.length === 0 && (
        <Text>
          {search || state
            ? 'No mailbox matches.'
            : 'None yet. The directory is read right after a verification; addresses can also be typed.'}
        </Text>
      )}
      {items.length > 0 && <MailboxTable items={items} isPreview={isPreview} />}
      {query.hasNextPage && (
        <div>
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Section>
  )
}

function Tools(props: {
  typed: string
  onType: (text: string) => void
  state: MailboxState | ''
  onState: (state: MailboxState | '') => void
  isPreview: boolean
  onPreview: (isPreview: boolean) => void
  connectionId: string
  items: { id: string }[]
  /** Nothing can be switched on before the connection is proven, and while it is suspended. */
  isUsable: boolean
}) {
  const styles = useStyles()
  const { isPreview } = props
  const isFiltered = props.typed.trim() !== '' || props.state !== ''
  const touches = [['mailboxes'], keys.connection(props.connectionId), ['mailbox'], keys.organisations]
  const flip = useAct(
    (state: 'on' | 'off') => {
      const ids = isFiltered ? props.items.map((item) => item.id) : ('all' as const)
      return connections.switchMailboxes(props.connectionId, {
        ids,
        state,
        preview: state === 'on' ? isPreview : undefined,
      })
    },
    { said: ({ switched }) => `${numberText(switched)} switched.`, touches },
  )
  const which = isFiltered ? `these ${props.items.length}` : 'all'
  const busy = flip.isPending || props.items.length === 0
  return (
    <div className={styles.tools}>
      <SearchBox
        className={styles.search}
        aria-label="Search mailboxes"
        placeholder="Search"
        value={props.typed}
        onChange={(_, data) => props.onType(data.value)}
      />
      <Select
        aria-label="State"
        value={props.state}
        onChange={(_, data) => props.onState(data.value as MailboxState | '')}
      >
        {states.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <span className={styles.grow} />
      <Switch
        label="Preview first"
        checked={isPreview}
        onChange={(_, data) => props.onPreview(data.checked)}
      />
      <Button appearance="primary" disabled={busy || !props.isUsable} onClick={() => flip.mutate('on')}>
        Switch {which} on
      </Button>
      <Ask
        title={`Switch ${which} off?`}
        yes="Switch off"
        onYes={() => flip.mutateAsync('off')}
        trigger={<Button disabled={busy}>Switch {which} off</Button>}
      >
        <Text>
          Nothing is read from or written to them until they are switched on again. The contacts here stay.
        </Text>
      </Ask>
    </div>
  )
}
