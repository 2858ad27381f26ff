import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react'
import type { Contact } from '../../shapes.ts'
import { ContactRow, rowHeight } from './contact-row.tsx'

const useStyles = makeStyles({
  scroll: {
    flexGrow: 1,
    minHeight: '0',
    overflowY: 'auto',
    overscrollBehavior: 'contain',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  room: { position: 'relative', width: '100%' },
  more: {
    position: 'absolute',
    bottom: '0',
    width: '100%',
    textAlign: 'center',
    color: tokens.colorNeutralForeground3,
  },
})

/** For whoever gives the focus back to the list. */
export const listId = 'contact-list'

/** So many rows before the end of what is loaded, the next page is asked for. */
const ahead = 120

/**
 * The list: only the rows in view exist (50,000 contacts scroll like 50). One stop for the Tab key; the arrows move
 * the selection, Home and End go to the ends of what is loaded, Enter goes to the panel.
 */
export function ContactList(props: {
  items: Contact[]
  total: number | undefined
  selected: string | undefined
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
  onSelect: (id: string, byKey: boolean) => void
  onEnter: () => void
}) {
  const styles = useStyles()
  const { items, selected, hasMore, isLoadingMore, onMore } = props
  const scroll = useRef<HTMLDivElement>(null)
  // Another function at each drawing would make it lay out all rows anew each time.
  const getItemKey = useCallback((index: number) => items[index]?.id ?? index, [items])
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize,
    getItemKey,
    overscan: 12,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && last > items.length - ahead) onMore()
  }, [hasMore, isLoadingMore, last, items.length, onMore])

  const at = useMemo(() => items.findIndex((item) => item.id === selected), [items, selected])
  const press = (event: KeyboardEvent) => {
    const to = target(
      event.key,
      at,
      items.length,
      Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight),
    )
    if (event.key === 'Enter' && at >= 0) props.onEnter()
    const item = to === undefined ? undefined : items[to]
    if (to === undefined || item === undefined) return
    event.preventDefault()
    rows.scrollToIndex(to)
    props.onSelect(item.id, true)
  }
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      id={listId}
      role="listbox"
      aria-label="Contacts"
      tabIndex={0}
      aria-activedescendant={
        at >= 0 && shown.some((row) => row.index === at) ? `contact-${selected}` : undefined
      }
      onKeyDown={press}
    >
      <div className={styles.room} style={{ height: rows.getTotalSize() + (hasMore ? rowHeight : 0) }}>
        {shown.map((row) => {
          const item = items[row.index]
          return (
            item && (
              <ContactRow
                key={row.key}
                contact={item}
                top={row.start}
                position={row.index + 1}
                total={hasMore ? (props.total ?? -1) : items.length}
                isSelected={item.id === selected}
                onSelect={props.onSelect}
              />
            )
          )
        })}
        {hasMore && (
          <Text size={200} className={styles.more}>
            Loading more …
          </Text>
        )}
      </div>
    </div>
  )
}

function estimateSize(): number {
  return rowHeight
}

function target(key: string, at: number, count: number, screen: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? 0 : at - 1,
    PageDown: at + screen,
    PageUp: at - screen,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}
