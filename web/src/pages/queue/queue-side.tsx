import {
  makeStyles,
  SearchBox,
  Select,
  Tab,
  TabList,
  Text,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { ArrowLeftRegular } from '@fluentui/react-icons'
import { type Ref, useCallback } from 'react'
import { PageButton } from '../../components/links.tsx'
import { Absent } from '../../components/loaded.tsx'
import { RowList, type RowListHandle } from '../../components/row-list.tsx'
import type { TypedSearch } from '../../components/use-typed-search.ts'
import type { Queue } from '../../shapes.ts'
import { SupervisionLink } from '../supervision/supervision-link.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { queueLabel } from './queue-words.ts'
import type { useConversations } from './use-queues.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: '0' },
  grow: { flexGrow: 1, minWidth: '0', maxWidth: 'none' },
  empty: { padding: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground2 },
})

/** For whoever gives the focus back to the list. */
export const listId = 'conversation-list'

export type ShownState = 'open' | 'closed' | 'all'
const states: Record<ShownState, string> = { open: 'Open', closed: 'Closed', all: 'All' }

interface Side {
  queues: Queue[]
  queue: string | undefined
  state: ShownState
  search: TypedSearch
  onQueue: (id: string | undefined) => void
  onState: (state: ShownState) => void
}

/** The left side: which queue, open or closed, the search, and what is found. */
export function QueueSide(
  props: Side & {
    found: ReturnType<typeof useConversations>
    selected: string | undefined
    handle: Ref<RowListHandle>
    onSelect: (id: string, byKey: boolean) => void
    onEnter: () => void
  },
) {
  const styles = useStyles()
  const { state } = props
  const { query, items } = props.found
  const { fetchNextPage } = query
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <>
      <Head {...props} />
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={10} />}
      {query.isSuccess && items.length === 0 && !query.isPlaceholderData && (
        <Text className={styles.empty} role="status">
          {emptyText(state, props.search.settled)}
        </Text>
      )}
      {items.length > 0 && (
        <RowList
          id={listId}
          label="Conversations"
          items={items}
          rowHeight={80}
          total={-1}
          selected={props.selected}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={more}
          onSelect={props.onSelect}
          onEnter={props.onEnter}
          handle={props.handle}
        >
          {(conversation, isSelected) => (
            <ConversationRow
              conversation={conversation}
              isSelected={isSelected}
              showsState={state === 'all'}
            />
          )}
        </RowList>
      )}
    </>
  )
}

function Head(props: Side) {
  const styles = useStyles()
  const { queues, queue, search } = props
  const open = queues.reduce((sum, one) => sum + one.open, 0)
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <Tooltip content="Back to the Workspace" relationship="label">
          <PageButton to="/workspace" as="a" appearance="subtle" icon={<ArrowLeftRegular />} />
        </Tooltip>
        <Text as="h1" weight="semibold" size={400}>
          Queues
        </Text>
        <SupervisionLink queue={queue} />
        <Select
          className={styles.grow}
          aria-label="Queue"
          value={queue ?? ''}
          onChange={(_, data) => props.onQueue(data.value || undefined)}
        >
          <option value="">{queueLabel({ name: 'All queues', open })}</option>
          {queues.map((one) => (
            <option key={one.id} value={one.id}>
              {queueLabel(one)}
            </option>
          ))}
        </Select>
      </div>
      <SearchBox
        className={styles.grow}
        ref={search.box}
        aria-label="Search conversations"
        placeholder="Search people, subjects, text …  /"
        value={search.typed}
        onChange={(_, data) => search.type(data.value)}
      />
      <TabList
        size="small"
        aria-label="Which conversations"
        selectedValue={props.state}
        onTabSelect={(_, data) => props.onState(data.value as ShownState)}
      >
        {(Object.keys(states) as ShownState[]).map((name) => (
          <Tab key={name} value={name}>
            {states[name]}
          </Tab>
        ))}
      </TabList>
    </div>
  )
}

function emptyText(state: ShownState, search: string): string {
  const which = state === 'all' ? 'conversation' : `${state} conversation`
  if (search !== '') return `No ${which} has “${search}” in its subject, its text or its addresses.`
  if (state === 'closed') return 'Nothing was closed yet.'
  return state === 'open'
    ? 'Nothing is open. New mail is here by itself, within seconds.'
    : 'No mail has come in yet. It is here by itself, within seconds.'
}
