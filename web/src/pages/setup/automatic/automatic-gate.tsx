import { Button, Card, makeStyles, Text, tokens } from '@fluentui/react-components'
import { BotSparkleRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { provisioning } from '../../../api.ts'
import { keys } from '../../../keys.ts'
import type { Provisioning } from '../../../shapes.ts'
import { Automatic } from './automatic.tsx'

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL },
  offer: {
    display: 'flex',
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalL,
  },
})

/** How often a set-up under way is asked for, in ms: an invited person has no stream. */
const every = 600

/** Before the steps by hand: the offer to let Tandem do it, and the set-up itself while it is open. */
export function AutomaticGate(props: { invitation: string; isProven: boolean; children: ReactNode }) {
  const styles = useStyles()
  const { invitation, isProven, children } = props
  const [isOpen, setOpen] = useState(false)
  const query = useQuery({
    queryKey: [...keys.setupProvisioning, invitation],
    queryFn: () => provisioning.get(invitation),
    refetchInterval: ({ state: { data } }) => (isUnderWay(data?.current ?? null) ? every : false),
  })
  const current = query.data?.current ?? null
  if (isOpen || isUnderWay(current)) {
    const close = () => setOpen(false)
    return (
      <Automatic current={current} invitation={invitation} onClose={close} onOpen={() => setOpen(true)} />
    )
  }
  // The steps keep their place whether there is an offer or not: else a verdict would throw away what is open there.
  return (
    <div className={styles.root}>
      {query.data?.available && !isProven && (
        <Card className={styles.offer}>
          <Text>
            Rather not do it by hand? Sign in once as an administrator, look at the plan, say yes: Tandem
            makes everything and proves it.
          </Text>
          <Button icon={<BotSparkleRegular />} onClick={() => setOpen(true)}>
            Let Tandem set it up
          </Button>
        </Card>
      )}
      {children}
    </div>
  )
}

function isUnderWay(current: Provisioning | null): boolean {
  return current !== null && !['done', 'failed', 'cancelled'].includes(current.state)
}
