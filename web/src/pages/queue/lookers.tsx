import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { EditRegular, EyeRegular } from '@fluentui/react-icons'
import type { WholeConversation } from '../../shapes.ts'
import { useLooking } from './use-looking.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
  },
  line: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  writing: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
})

/** Who else has the conversation open, so that two do not answer it; tells the others that the person has. */
export function Lookers(props: {
  conversation: Pick<WholeConversation, 'id' | 'lookers'>
  isWriting: boolean
}) {
  const styles = useStyles()
  const { id, lookers } = props.conversation
  useLooking(id, props.isWriting)
  return (
    <div role="status" className={styles.root}>
      {lookers.map(({ id: person, name, isWriting }) => (
        <Text
          key={person}
          size={200}
          className={isWriting ? `${styles.line} ${styles.writing}` : styles.line}
        >
          {isWriting ? <EditRegular aria-hidden /> : <EyeRegular aria-hidden />}
          {isWriting ? `${name} is writing an answer` : `${name} is looking at this too`}
        </Text>
      ))}
    </div>
  )
}
