import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useRef } from 'react'
import { Absent } from '../../components/loaded.tsx'
import type { RowListHandle } from '../../components/row-list.tsx'
import { useMe } from '../../components/use-me.ts'
import { useShortcuts } from '../../components/use-shortcuts.ts'
import { useTypedSearch } from '../../components/use-typed-search.ts'
import { useSelf } from '../../presence.ts'
import type { ConversationFilter } from '../../queues-api.ts'
import type { Queue } from '../../shapes.ts'
import { close as closing, reopen } from './acts.ts'
import { ConversationView } from './conversation.tsx'
import { takeId } from './conversation-acts.tsx'
import type { ShownOwner, ShownState } from './queue-head.tsx'
import { QueueProblem } from './queue-problem.tsx'
import { listId, QueueSide } from './queue-side.tsx'
import { forwardId, replyId } from './reply.tsx'
import { useConversationAct } from './use-act.ts'
import { useConversation, useConversations, useQueues } from './use-queues.ts'
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
  const me = useMe()
  useEffect(() => {
    document.title = 'Queues · Tandem'
  }, [])
  if (!query.data || !me) return <Absent query={query} rows={10} />
  const isGiven = query.data.items.some(({ distribution }) => distribution === 'automatic')
  // Agents to whom conversations are given begin with theirs, all others with everything.
  const startOwner = me.kind === 'agent' && isGiven ? 'me' : 'all'
  // Operators have no conversations.
  const owners: ShownOwner[] = me.kind === 'operator' ? ['none', 'all'] : ['me', 'none', 'all']
  return <Inbox queues={query.data.items} startOwner={startOwner} owners={owners} />
}

function Inbox({
  queues,
  startOwner,
  owners,
}: {
  queues: Queue[]
  startOwner: ShownOwner
  owners: ShownOwner[]
}) {
  const styles = useStyles()
  const { queue, state, owner, search, selected, go, select } = usePlaceInQueues(startOwner, owners)
  const self = useSelf()
  const found = useConversations(filterOf(queue, state, owner, search.settled))
  const root = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLElement>(null)
  const list = useRef<RowListHandle>(null)
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
      t: press(takeId),
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
          owner={owner}
          owners={owners}
          selfId={self?.id}
          search={search}
          found={found}
          selected={selected}
          handle={list}
          onQueue={(id) => go({ queue: id, conversation: undefined })}
          onState={(wanted) => go({ state: wanted === 'open' ? undefined : wanted })}
          onOwner={(wanted) => go({ owner: wanted === startOwner ? undefined : wanted })}
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
            Choose a conversation. J and K move, Enter opens, T takes, R answers, F forwards, N notes, E
            closes.
          </Text>
        ) : (
          <ConversationView
            key={shown}
            id={shown}
            queues={queues}
            onChange={change}
            onBack={close}
            onGo={select}
          />
        )}
      </section>
    </div>
  )
}

function filterOf(
  queue: string | undefined,
  state: ShownState,
  owner: ShownOwner,
  search: string,
): ConversationFilter {
  return {
    queue,
    state: state === 'all' ? undefined : state,
    // What is closed is nobody’s any more.
    owner: owner === 'all' || state === 'closed' ? undefined : owner,
    search,
  }
}

/** A key presses a button that is there or not. */
function press(id: string): () => void {
  return () => document.getElementById(id)?.click()
}

const route = getRouteApi('/inside/workspace/queues')

const states: ShownState[] = ['open', 'snoozed', 'closed', 'all']

/** What is looked at, kept in the page's address. */
function usePlaceInQueues(startOwner: ShownOwner, owners: ShownOwner[]) {
  const { queue, search = '', conversation: selected, ...wanted } = route.useSearch()
  const state = states.find((one) => one === wanted.state) ?? 'open'
  const owner = owners.find((one) => one === wanted.owner) ?? startOwner
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
  return { queue, state, owner, search: useTypedSearch(search, settle), selected, go, select }
}

/** Closes what is open and reopens what is closed. */
function useToggle(selected: string | undefined): () => void {
  const { mutate } = useConversationAct()
  const self = useSelf()
  const state = useConversation(selected).data?.state
  return useCallback(() => {
    if (selected === undefined || state === undefined) return
    const target = { id: selected }
    mutate(state === 'open' ? closing(target, self) : reopen(target, self))
  }, [mutate, selected, state, self])
}

/** The keys act from the beginning: the list has the focus unless something else took it. */
function useFocusedList(isThere: boolean): void {
  useEffect(() => {
    if (isThere && document.activeElement === document.body) document.getElementById(listId)?.focus()
  }, [isThere])
}
