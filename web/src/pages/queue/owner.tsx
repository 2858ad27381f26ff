import { Avatar, makeStyles, Text, tokens } from '@fluentui/react-components'
import { PersonRegular } from '@fluentui/react-icons'
import type { Conversation } from '../../shapes.ts'

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Who has a conversation: initials and name; one’s own is told apart. */
export function Owner(props: { owner: Conversation['owner']; selfId: string | undefined }) {
  const styles = useStyles()
  const { owner, selfId } = props
  const isMine = owner !== null && owner.id === selfId
  return (
    <span className={styles.root}>
      {owner ? (
        <Avatar
          size={16}
          name={owner.name}
          color={isMine ? 'brand' : 'colorful'}
          idForColor={owner.id}
          aria-hidden
        />
      ) : (
        <PersonRegular aria-hidden />
      )}
      <Text
        size={200}
        truncate
        wrap={false}
        className={styles.quiet}
        weight={isMine ? 'semibold' : 'regular'}
      >
        {owner ? (isMine ? 'You have it' : owner.name) : 'Nobody has it'}
      </Text>
    </span>
  )
}
