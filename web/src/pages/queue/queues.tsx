import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useRef } from 'react'
import { Absent } from '../../components/loaded.tsx'
import type { RowListHandle } from '../../components/row-list.tsx'
import { useShortcuts } from '../../components/use-shortcuts.ts'
import { useTypedSearch } from '../../components/use-typed-search.ts'
import type { Conversation } from '../../shapes.ts'
import { ConversationView } from './conversation.tsx'
import { QueueProblem } from './queue-problem.tsx'
import { listId, QueueSide, type ShownState } from './queue-side.tsx'
import { otherState } from './queue-words.ts'
import { forwardId, replyId } from './reply.tsx'
import { useConversation, useConversationState, useConversations, useQueues } from './use-queues.ts'
import { noteId } from './write-note.tsx'

const narrow = '@media (max-width: 820px)'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(320px, 400px) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
    height: '100%',
    backgroundColor: tokens.colorNeutralBackground1,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: {
    display: 'flex',
    flexDirection: 'column',
    minWidth: '0',
    minHeight: '0',
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  behind: { [narrow]: { display: 'none' } },
  panel: { minHeight: '0', minWidth: '0', overflowY: 'auto', outlineStyle: 'none' },
  hint: { display: 'grid', placeItems: 'center', height: '100%', color: tokens.colorNeutralForeground3 },
})

/** Workspace: what came into the queues, a list beside a conversation; on a phone one after the other. */
export function QueuesPage() {
  const query = useQueues()
  useEffect(() => {
    document.title = 'Queues · Tandem'
  }, [])
  if (!query.data) return <Absent query={query} rows={10} />
  return <Inbox queues={query.data.items} />
}

function Inbox({ queues }: { queues: Parameters<typeof QueueSide>[0]['queues'] }) {
  const styles = useStyles()
  const { queue, state, search, selected, go, select } = usePlaceInQueues()
  const found = useConversations({
    queue,
    state: state === 'all' ? undefined : state,
    search: search.settled,
  })
  const [root, panel, list] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLElement>(null),
    useRef<RowListHandle>(null),
  ]
  const shown = useDeferredValue(selected)
  const close = useCallback(() => {
    select(undefined)
    // On a phone the list is there only after the conversation has gone.
    requestAnimationFrame(() => document.getElementById(listId)?.focus())
  }, [select])
  const change = useToggle(selected)
  useFocusedList(found.items.length > 0)
  useShortcuts({ '/': search.focus, Escape: selected === undefined ? undefined : close })
  useShortcuts(
    {
      j: () => list.current?.move(1),
      k: () => list.current?.move(-1),
      e: change,
      r: press(replyId),
      f: press(forwardId),
      n: press(noteId),
    },
    root,
  )
  return (
    <div ref={root} className={styles.root}>
      <div className={mergeClasses(styles.side, selected !== undefined && styles.behind)}>
        <QueueSide
          queues={queues}
          queue={queue}
          state={state}
          search={search}
          found={found}
          selected={selected}
          handle={list}
          onQueue={(id) => go({ queue: id, conversation: undefined })}
          onState={(wanted) => go({ state: wanted === 'open' ? undefined : wanted })}
          onSelect={select}
          onEnter={() => panel.current?.focus()}
        />
        <QueueProblem queue={queues.find(({ id }) => id === queue)} />
      </div>
      <section
        ref={panel}
        tabIndex={-1}
        aria-label="Conversation"
        className={mergeClasses(styles.panel, selected === undefined && styles.behind)}
      >
        {shown === undefined ? (
          <Text className={styles.hint}>
            Choose a conversation. J and K move, Enter opens, R answers, F forwards, N notes, E closes.
          </Text>
        ) : (
          <ConversationView key={shown} id={shown} queues={queues} onChange={change} onBack={close} />
        )}
      </section>
    </div>
  )
}

/** What a button does, by a key; nothing where it is not shown. */
function press(id: string): () => void {
  return () => document.getElementById(id)?.click()
}

const route = getRouteApi('/inside/workspace/queues')

/** What is looked at, kept in the page's address. */
function usePlaceInQueues() {
  const { queue, state: wanted, search = '', conversation: selected } = route.useSearch()
  const state: ShownState = wanted === 'closed' || wanted === 'all' ? wanted : 'open'
  const navigate = useNavigate({ from: '/workspace/queues' })
  const go = useCallback(
    (changes: Partial<ReturnType<typeof route.useSearch>>, replace = true) =>
      void navigate({ search: (before) => ({ ...before, ...changes }), replace }),
    [navigate],
  )
  const select = useCallback(
    // Moving by keys makes no trail of pages to go back through.
    (id: string | undefined, byKey = true) => go({ conversation: id }, byKey),
    [go],
  )
  const settle = useCallback((typed: string | undefined) => go({ search: typed }), [go])
  return { queue, state, search: useTypedSearch(search, settle), selected, go, select }
}

/** Closes what is open and reopens what is closed. */
function useToggle(selected: string | undefined): () => void {
  const { mutate } = useConversationState()
  const state: Conversation['state'] | undefined = useConversation(selected).data?.state
  return useCallback(() => {
    if (selected !== undefined && state !== undefined) mutate({ id: selected, state: otherState(state) })
  }, [mutate, selected, state])
}

/** The keys act from the beginning: the list has the focus unless something else took it. */
function useFocusedList(isThere: boolean): void {
  useEffect(() => {
    if (isThere && document.activeElement === document.body) document.getElementById(listId)?.focus()
  }, [isThere])
}
