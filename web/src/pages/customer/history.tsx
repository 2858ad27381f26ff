import { Button, makeStyles, SearchBox, Text, tokens } from '@fluentui/react-components'
import { CalendarRegular, ChatRegular, MailArrowForwardRegular, NoteRegular } from '@fluentui/react-icons'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { PageLink } from '../../components/links.tsx'
import { Absent } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { RecordLink } from '../../components/record-link.tsx'
import { useShortcuts } from '../../components/use-shortcuts.ts'
import { useTypedSearch } from '../../components/use-typed-search.ts'
import { Moment } from '../../components/when.tsx'
import { customers } from '../../customers-api.ts'
import { keys } from '../../keys.ts'
import type { CustomerEntry } from '../../shapes.ts'
import { entryText } from './customer-words.ts'

const useStyles = makeStyles({
  search: { maxWidth: '480px' },
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  entry: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'start',
    paddingBlock: tokens.spacingVerticalM,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { gridTemplateColumns: 'auto minmax(0, 1fr)' },
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0', overflowWrap: 'anywhere' },
  when: {
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 640px)': { gridColumnStart: 2 },
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  preview: {
    display: '-webkit-box',
    '-webkit-line-clamp': '3',
    '-webkit-box-orient': 'vertical',
    overflow: 'hidden',
  },
})

const icons = {
  conversation: <ChatRegular aria-hidden fontSize={20} />,
  note: <NoteRegular aria-hidden fontSize={20} />,
  mail: <MailArrowForwardRegular aria-hidden fontSize={20} />,
  meeting: <CalendarRegular aria-hidden fontSize={20} />,
}

const route = getRouteApi('/inside/workspace/customers/$customerId')

/** What happened with a customer, newest first, with a search in it. */
export function History({ customerId }: { customerId: string }) {
  const styles = useStyles()
  const { search: settled = '' } = route.useSearch()
  const navigate = useNavigate({ from: '/workspace/customers/$customerId' })
  const settle = useCallback(
    (search: string | undefined) => void navigate({ search: { search }, replace: true }),
    [navigate],
  )
  const search = useTypedSearch(settled, settle)
  useShortcuts({ '/': search.focus })
  const query = useInfiniteQuery({
    queryKey: keys.customerHistory(customerId, settled),
    queryFn: ({ pageParam }) =>
      customers.history(customerId, { search: settled || undefined, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section title="History" note="Conversations, notes, mail and meetings that you may see, newest first.">
      <SearchBox
        className={styles.search}
        ref={search.box}
        aria-label="Search the history"
        placeholder="Search the history …  /"
        value={search.typed}
        onChange={(_, { value }) => search.type(value)}
      />
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={6} />}
      {query.isSuccess && items.length === 0 && (
        <Text role="status">
          {settled === '' ? 'Nothing that you may see.' : `Nothing has “${settled}” in it.`}
        </Text>
      )}
      {items.length > 0 && (
        <ol className={styles.list} aria-label="History">
          {items.map((entry) => (
            <li key={entry.id} className={styles.entry}>
              {icons[entry.kind]}
              <Words entry={entry} />
              <Text size={200} className={styles.when}>
                <Moment at={entry.at} />
              </Text>
            </li>
          ))}
        </ol>
      )}
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

function Words({ entry }: { entry: CustomerEntry }) {
  const styles = useStyles()
  const { what, title, preview } = entryText(entry)
  return (
    <div className={styles.words}>
      <EntryLink entry={entry} title={title} />
      <Text size={200} className={styles.quiet}>
        {what}
      </Text>
      {preview !== '' && (
        <Text className={styles.preview} dir="auto">
          {preview}
        </Text>
      )}
    </div>
  )
}

/** Leads to where the entry is shown whole. */
function EntryLink({ entry, title }: { entry: CustomerEntry; title: string }) {
  if (entry.kind === 'meeting')
    return <RecordLink kind="events" mailboxId={entry.mailboxId} recordId={entry.id} name={title} />
  if (entry.kind === 'mail')
    return (
      <PageLink
        to="/workspace/$mailboxId/mail"
        params={{ mailboxId: entry.mailboxId }}
        search={{ message: entry.id }}
      >
        {title}
      </PageLink>
    )
  const conversation = entry.kind === 'note' ? entry.conversationId : entry.id
  return (
    <PageLink to="/workspace/queues" search={{ conversation, state: 'all' }}>
      {title}
    </PageLink>
  )
}
