import { Button, makeStyles, SearchBox, Text, Tooltip, tokens } from '@fluentui/react-components'
import { AddRegular, ArrowLeftRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { mailboxes } from '../../api.ts'
import { PageButton } from '../../components/links.tsx'
import { Absent } from '../../components/loaded.tsx'
import { keys } from '../../keys.ts'
import { numberText } from '../../time-text.ts'
import { ContactList } from './contact-list.tsx'
import { NoContacts } from './no-contacts.tsx'
import { useContacts } from './use-contacts.ts'
import type { Search } from './use-search.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: '0' },
  name: { flexGrow: 1, minWidth: '0' },
  search: { width: '100%', maxWidth: 'none' },
  count: { color: tokens.colorNeutralForeground2 },
})

/** The left side: whose contacts, the search, and what it finds. */
export function ContactSide(props: {
  mailboxId: string
  search: Search
  selected: string | undefined
  onSelect: (id: string, byKey: boolean) => void
  onEnter: () => void
}) {
  const { mailboxId, search, onSelect } = props
  const { query, items, total } = useContacts(mailboxId, search.settled)
  const { fetchNextPage } = query
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <>
      <Head
        mailboxId={mailboxId}
        search={search}
        said={query.isPlaceholderData ? 'Searching …' : countText(total ?? items.length, search.settled)}
        onNew={() => onSelect('new', false)}
      />
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={12} />}
      {query.isSuccess && items.length === 0 && !query.isPlaceholderData && (
        <NoContacts search={search.settled} onNew={() => onSelect('new', false)} />
      )}
      {items.length > 0 && (
        <ContactList
          items={items}
          total={total}
          selected={props.selected}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={more}
          onSelect={onSelect}
          onEnter={props.onEnter}
        />
      )}
    </>
  )
}

function Head(props: { mailboxId: string; search: Search; said: string; onNew: () => void }) {
  const styles = useStyles()
  const { mailboxId, search } = props
  const mailbox = useQuery({ queryKey: keys.mailbox(mailboxId), queryFn: () => mailboxes.get(mailboxId) })
  const address = mailbox.data?.address ?? 'Contacts'
  useEffect(() => {
    document.title = `${address} · Tandem`
  }, [address])
  return (
    <div className={styles.head}>
      <div className={styles.title}>
        <Tooltip content="Other mailboxes" relationship="label">
          <PageButton to="/workspace" as="a" appearance="subtle" icon={<ArrowLeftRegular />} />
        </Tooltip>
        <Text
          as="h1"
          weight="semibold"
          size={400}
          truncate
          wrap={false}
          className={styles.name}
          title={address}
        >
          {address}
        </Text>
        <Button appearance="primary" icon={<AddRegular />} onClick={props.onNew}>
          New
        </Button>
      </div>
      <SearchBox
        className={styles.search}
        ref={search.box}
        aria-label="Search contacts"
        placeholder="Search name, company, number …  /"
        value={search.typed}
        onChange={(_, data) => search.type(data.value)}
      />
      <Text size={200} className={styles.count} role="status">
        {props.said}
      </Text>
    </div>
  )
}

function countText(count: number, search: string): string {
  const words = count === 1 ? '1 contact' : `${numberText(count)} contacts`
  return search === '' ? words : `${words} found`
}
