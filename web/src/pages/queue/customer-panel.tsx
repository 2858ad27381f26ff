import { Button, makeStyles, OverlayDrawer, Subtitle1, tokens } from '@fluentui/react-components'
import { DismissRegular, PersonRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { customers } from '../../customers-api.ts'
import { keys } from '../../keys.ts'
import type { WholeCustomer } from '../../shapes.ts'
import { TheirConversations, TheirMeetings, WhoTheyAre } from '../customer/customer-summary.tsx'
import { customerName, othersThan } from '../customer/customer-words.ts'

const useStyles = makeStyles({
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    overflowWrap: 'anywhere',
  },
  side: {
    position: 'sticky',
    top: '0',
    alignSelf: 'start',
    // Less the page's head.
    maxHeight: 'calc(100vh - 64px)',
    overflowY: 'auto',
    width: '280px',
    flexShrink: 0,
    boxSizing: 'border-box',
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  drawer: { width: '360px', maxWidth: '100vw' },
  body: { height: '100%', overflowY: 'auto' },
  close: { position: 'absolute', top: tokens.spacingVerticalS, right: tokens.spacingHorizontalS },
})

interface Whose {
  customerId: string
  /** The one that is being read. */
  conversationId: string
}

const wide = window.matchMedia('(min-width: 1200px)')
function onWidth(changed: () => void): () => void {
  wide.addEventListener('change', changed)
  return () => wide.removeEventListener('change', changed)
}

/** Whether there is room for a panel beside a conversation. */
export function useIsWide(): boolean {
  return useSyncExternalStore(onWidth, () => wide.matches)
}

/** Beside a conversation: whose it is. */
export function CustomerSide(props: Whose) {
  return (
    <section className={useStyles().side} aria-label="Customer">
      <CustomerPanel {...props} />
    </section>
  )
}

/** On a narrow screen: a button behind which the same is. */
export function CustomerButton(props: Whose) {
  const styles = useStyles()
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button size="small" appearance="subtle" icon={<PersonRegular />} onClick={() => setOpen(true)}>
        Customer
      </Button>
      <OverlayDrawer
        className={styles.drawer}
        position="end"
        open={isOpen}
        onOpenChange={close}
        aria-label="Customer"
      >
        <div className={styles.body}>
          <CustomerPanel {...props} />
          {/* Always there: the focus needs something to rest on while the customer is still being read. */}
          <Button
            className={styles.close}
            appearance="subtle"
            aria-label="Close"
            icon={<DismissRegular />}
            onClick={close}
          />
        </div>
      </OverlayDrawer>
    </>
  )
}

function CustomerPanel({ customerId, conversationId }: Whose) {
  const query = useQuery({
    queryKey: keys.customer(customerId),
    queryFn: () => customers.get(customerId),
  })
  return (
    <div className={useStyles().panel}>
      <Loaded query={query} rows={6}>
        {(customer) => <Known customer={customer} conversationId={conversationId} />}
      </Loaded>
    </div>
  )
}

function Known({ customer, conversationId }: { customer: WholeCustomer; conversationId: string }) {
  return (
    <>
      <Subtitle1 as="h2" dir="auto">
        {customerName(customer)}
      </Subtitle1>
      <WhoTheyAre customer={customer} />
      <TheirConversations
        title="Other conversations"
        conversations={othersThan(customer.conversations, conversationId)}
      />
      <TheirMeetings meetings={customer.meetings} />
      <PageLink to="/workspace/customers/$customerId" params={{ customerId: customer.id }}>
        Everything about them
      </PageLink>
    </>
  )
}
