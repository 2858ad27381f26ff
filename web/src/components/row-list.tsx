import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react'

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
  row: {
    position: 'absolute',
    top: '0',
    left: '0',
    right: '0',
    boxSizing: 'border-box',
    cursor: 'pointer',
    borderLeft: '3px solid transparent',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    borderLeftColor: tokens.colorBrandStroke1,
  },
})

/** So many rows before the end of what is loaded, the next page is asked for. */
const ahead = 120

/** For whoever moves the selection from elsewhere. */
export interface RowListHandle {
  move(steps: number): void
}

interface Rows<Item> {
  id: string
  label: string
  items: Item[]
  /** Pixels. */
  rowHeight: number
  /** Of all that there are, also those not loaded yet; -1: unknown. */
  total: number
  selected: string | undefined
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
  onSelect: (id: string, byKey: boolean) => void
  onEnter: () => void
  children: (item: Item, isSelected: boolean) => ReactNode
  handle?: Ref<RowListHandle>
}

/**
 * A list to choose from: only the rows in view exist (50,000 scroll like 50). One stop for the Tab key; the arrows move
 * the selection, Home and End go to the ends of what is loaded, Enter goes to what is chosen.
 */
export function RowList<Item extends { id: string }>(props: Rows<Item>) {
  const styles = useStyles()
  const { items, selected, rowHeight, hasMore } = props
  const { scroll, rows, shown, at, press } = useRows(props)
  const rowId = (id: string | undefined) => `${props.id}-${id}`
  const isInView = at >= 0 && shown.some((row) => row.index === at)
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      id={props.id}
      role="listbox"
      aria-label={props.label}
      tabIndex={0}
      aria-activedescendant={isInView ? rowId(selected) : undefined}
      onKeyDown={press}
    >
      <div className={styles.room} style={{ height: rows.getTotalSize() + (hasMore ? rowHeight : 0) }}>
        {shown.map((row) => {
          const item = items[row.index]
          if (item === undefined) return null
          const isSelected = item.id === selected
          return (
            // Keys are taken by the list, which alone has the focus (WAI-ARIA listbox with an active descendant).
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            <div
              key={row.key}
              id={rowId(item.id)}
              role="option"
              tabIndex={-1}
              aria-selected={isSelected}
              aria-posinset={row.index + 1}
              aria-setsize={hasMore ? props.total : items.length}
              className={mergeClasses(styles.row, isSelected && styles.selected)}
              style={{ transform: `translateY(${row.start}px)`, height: rowHeight }}
              onClick={() => props.onSelect(item.id, false)}
            >
              {props.children(item, isSelected)}
            </div>
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

/** Which rows exist, and how keys move the selection among them. */
function useRows<Item extends { id: string }>(props: Rows<Item>) {
  const { items, selected, rowHeight, hasMore, isLoadingMore, onMore } = props
  const scroll = useRef<HTMLDivElement>(null)
  // Another function at each drawing would make it lay out all rows anew each time.
  const getItemKey = useCallback((index: number) => items[index]?.id ?? index, [items])
  const estimateSize = useCallback(() => rowHeight, [rowHeight])
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
  const place = usePlace(at)
  const choose = (to: number) => {
    const index = Math.max(0, Math.min(items.length - 1, to))
    const item = items[index]
    if (item === undefined) return
    rows.scrollToIndex(index)
    props.onSelect(item.id, true)
  }
  const move = (steps: number) => choose(steps > 0 ? Math.floor(place + steps) : Math.ceil(place + steps))
  useImperativeHandle(props.handle, () => ({ move }))
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && at >= 0) props.onEnter()
    const steps = stepsOf(event.key, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight))
    if (steps === undefined) return
    event.preventDefault()
    if (Number.isFinite(steps)) move(steps)
    else choose(steps < 0 ? 0 : items.length - 1)
  }
  return { scroll, rows, shown, at, press }
}

/** Where the selection is; once its row has left the list, between the rows that stood around it. */
function usePlace(at: number): number {
  const last = useRef(0)
  useEffect(() => {
    if (at >= 0) last.current = at
  }, [at])
  return at >= 0 ? at : last.current - 0.5
}

/** How far a key moves the selection; without end: to the first or the last. */
function stepsOf(key: string, screen: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: screen,
    PageUp: -screen,
    Home: -Infinity,
    End: Infinity,
  }
  return steps[key]
}
