import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { type Ref, useCallback } from 'react'
import { Absent } from '../../components/loaded.tsx'
import { RowList, type RowListHandle } from '../../components/row-list.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { Given } from './given.tsx'
import { QueueHead, type ShownOwner, type ShownState, type Side } from './queue-head.tsx'
import type { useConversations } from './use-queues.ts'

const useStyles = makeStyles({
  empty: { padding: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground2 },
})

/** For whoever gives the focus back to the list. */
export const listId = 'conversation-list'

/** The left side: which conversations, and what is found. */
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
  const { state, owner, queue, selfId } = props
  const { query, items } = props.found
  const { fetchNextPage } = query
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <>
      <QueueHead {...props} />
      <Given
        key={[state, owner, queue, props.search.settled].join(' ')}
        items={query.isSuccess && !query.isPlaceholderData ? items : undefined}
        selfId={selfId}
      />
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={10} />}
      {query.isSuccess && items.length === 0 && !query.isPlaceholderData && (
        <Text className={styles.empty} role="status">
          {emptyText(state, owner, props.search.settled)}
        </Text>
      )}
      {items.length > 0 && (
        <RowList
          id={listId}
          label="Conversations"
          items={items}
          rowHeight={100}
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
            <ConversationRow conversation={conversation} isSelected={isSelected} selfId={selfId} />
          )}
        </RowList>
      )}
    </>
  )
}

function emptyText(state: ShownState, owner: ShownOwner, search: string): string {
  const which = state === 'all' ? 'conversation' : `${state} conversation`
  if (search !== '') return `No ${which} has “${search}” in its subject, its text or its addresses.`
  if (state === 'closed') return 'Nothing was closed yet.'
  if (state === 'snoozed') return 'Nothing is put off. What is comes back by itself at its time.'
  if (owner === 'me')
    return 'You have no conversation. What is given to you while you are available is here by itself; “Nobody’s” shows what you can take.'
  if (owner === 'none') return 'Nothing waits to be taken.'
  return state === 'open'
    ? 'Nothing is open. New mail is here by itself, within seconds.'
    : 'No mail has come in yet. It is here by itself, within seconds.'
}
