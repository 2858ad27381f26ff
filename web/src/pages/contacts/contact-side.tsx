import { Button, makeStyles, SearchBox, Text, tokens } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useCallback } from 'react'
import { Absent } from '../../components/loaded.tsx'
import { RowList } from '../../components/row-list.tsx'
import type { TypedSearch } from '../../components/use-typed-search.ts'
import { numberText } from '../../time-text.ts'
import { ContactRow } from './contact-row.tsx'
import { NoContacts } from './no-contacts.tsx'
import { useContacts } from './use-contacts.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: '0' },
  search: { flexGrow: 1, minWidth: '0', maxWidth: 'none' },
  count: { color: tokens.colorNeutralForeground2 },
})

/** For whoever gives the focus back to the list. */
export const listId = 'contact-list'

/** The left side: whose contacts, the search, and what it finds. */
export function ContactSide(props: {
  mailboxId: string
  search: TypedSearch
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
        search={search}
        said={query.isPlaceholderData ? 'Searching …' : countText(total ?? items.length, search.settled)}
        onNew={() => onSelect('new', false)}
      />
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={12} />}
      {query.isSuccess && items.length === 0 && !query.isPlaceholderData && (
        <NoContacts search={search.settled} onNew={() => onSelect('new', false)} />
      )}
      {items.length > 0 && (
        <RowList
          id={listId}
          label="Contacts"
          items={items}
          rowHeight={60}
          total={total ?? -1}
          selected={props.selected}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={more}
          onSelect={onSelect}
          onEnter={props.onEnter}
        >
          {(contact, isSelected) => <ContactRow contact={contact} isSelected={isSelected} />}
        </RowList>
      )}
    </>
  )
}

function Head(props: { search: TypedSearch; said: string; onNew: () => void }) {
  const styles = useStyles()
  const { search } = props
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <SearchBox
          className={styles.search}
          ref={search.box}
          aria-label="Search contacts"
          placeholder="Search name, company, number …  /"
          value={search.typed}
          onChange={(_, data) => search.type(data.value)}
        />
        <Button appearance="primary" icon={<AddRegular />} onClick={props.onNew}>
          New
        </Button>
      </div>
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
