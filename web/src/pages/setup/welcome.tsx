import { Button, Card, makeStyles, Text, tokens } from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { methodName } from '../../components/methods.ts'
import { useAct } from '../../components/use-act.ts'
import { Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Setup } from '../../shapes.ts'

const useStyles = makeStyles({
  card: { maxWidth: '640px', padding: tokens.spacingHorizontalXXL, gap: tokens.spacingVerticalL },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** The first look: what is about to happen, who can do it, and how long it takes. */
export function Welcome(props: { state: Setup; invitation: string }) {
  const styles = useStyles()
  const { state, invitation } = props
  const begin = useAct((method: string) => setup.change(invitation, { method }), { touches: [keys.setup] })
  return (
    <Card className={styles.card}>
      <Text>
        You give Tandem access to {state.organisation.name}’s mailboxes: once, to no more than you choose, and
        at the end it is proven that it works. You need about ten minutes and the role{' '}
        <b>Application Administrator</b> with <b>Exchange Administrator</b>, or Global Administrator.
      </Text>
      <Text>
        You can stop at any time and come back with the same link until <Day at={state.expiresAt} />.
      </Text>
      <div className={styles.buttons}>
        {state.methods.map((method) => (
          <Button
            key={method}
            appearance="primary"
            disabled={begin.isPending}
            onClick={() => begin.mutate(method)}
          >
            {state.methods.length === 1 ? 'Begin' : methodName(method)}
          </Button>
        ))}
      </div>
    </Card>
  )
}
