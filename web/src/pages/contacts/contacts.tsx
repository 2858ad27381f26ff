import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react'
import { MailboxFrame } from '../../components/mailbox-bar.tsx'
import { useShortcuts } from '../../components/use-shortcuts.ts'
import { ContactPanel } from './contact-panel.tsx'
import { ContactSide, listId } from './contact-side.tsx'
import { NewContact } from './new-contact.tsx'
import { useSearch } from './use-search.ts'

const narrow = '@media (max-width: 820px)'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(320px, 400px) minmax(0, 1fr)',
    minHeight: '0',
    backgroundColor: tokens.colorNeutralBackground1,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: {
    minWidth: '0',
    display: 'flex',
    flexDirection: 'column',
    minHeight: '0',
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  behind: { [narrow]: { display: 'none' } },
  panel: { minHeight: '0', minWidth: '0', overflowY: 'auto' },
  hint: { display: 'grid', placeItems: 'center', height: '100%', color: tokens.colorNeutralForeground3 },
})

const route = getRouteApi('/inside/workspace/$mailboxId')

/** Workspace: the contacts of one mailbox, a list beside a panel; on a phone one after the other. */
export function ContactsPage() {
  const styles = useStyles()
  const { mailboxId } = route.useParams()
  const { contact: selected } = route.useSearch()
  const search = useSearch()
  const navigate = useNavigate({ from: '/workspace/$mailboxId' })
  const panel = useRef<HTMLElement>(null)
  // The page's address follows a moment later; what is typed right after "New" must find the form.
  const [isMaking, setMaking] = useState(false)
  useEffect(() => {
    if (selected !== 'new') setMaking(false)
  }, [selected])
  const select = useCallback(
    // Moving by keys makes no trail of pages to go back through.
    (id: string | undefined, byKey = true) => {
      setMaking(id === 'new')
      void navigate({ search: (before) => ({ ...before, contact: id }), replace: byKey })
    },
    [navigate],
  )
  const deferred = useDeferredValue(selected)
  const shown = isMaking ? 'new' : deferred
  const isOpen = isMaking || selected !== undefined
  const close = useCallback(() => {
    select(undefined)
    // On a phone the list is there only after the panel has gone.
    requestAnimationFrame(() => {
      const holder = document.activeElement
      const isFree = holder === null || holder === document.body || panel.current?.contains(holder)
      if (isFree) document.getElementById(listId)?.focus()
    })
  }, [select])
  useShortcuts({ '/': search.focus, Escape: isOpen ? close : undefined })
  return (
    <MailboxFrame mailboxId={mailboxId} title="Contacts">
      <div className={styles.root}>
        <div className={mergeClasses(styles.side, isOpen && styles.behind)}>
          <ContactSide
            mailboxId={mailboxId}
            search={search}
            selected={selected}
            onSelect={select}
            onEnter={() => panel.current?.focus()}
          />
        </div>
        <section
          ref={panel}
          tabIndex={-1}
          aria-label="Contact"
          className={mergeClasses(styles.panel, !isOpen && styles.behind)}
        >
          {shown === undefined && (
            <Text className={styles.hint}>Choose a contact, or press / to search.</Text>
          )}
          {shown === 'new' && <NewContact mailboxId={mailboxId} onDone={(id) => select(id)} />}
          {shown !== undefined && shown !== 'new' && (
            <ContactPanel key={shown} mailboxId={mailboxId} id={shown} onClose={close} />
          )}
        </section>
      </div>
    </MailboxFrame>
  )
}
