import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { PersonSearchRegular } from '@fluentui/react-icons'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXXL,
    textAlign: 'center',
    color: tokens.colorNeutralForeground2,
  },
})

/** An empty list, and what fills it. */
export function NoContacts(props: { search: string; onNew: () => void }) {
  const styles = useStyles()
  return (
    <div className={styles.root}>
      <PersonSearchRegular fontSize={40} aria-hidden />
      {props.search === '' ? (
        <Text>
          There are no contacts yet. Those of the mailbox arrive by themselves; you can also make one here.
        </Text>
      ) : (
        <Text>
          Nothing matches “{props.search}”. Parts of names, companies, addresses and numbers are found.
        </Text>
      )}
      <Button onClick={props.onNew}>New contact</Button>
    </div>
  )
}
