import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { NoteRegular } from '@fluentui/react-icons'
import { Moment } from '../../components/when.tsx'
import type { Note } from '../../shapes.ts'
import { authorText } from './queue-words.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorPaletteYellowBorder1}`,
    backgroundColor: tokens.colorPaletteYellowBackground1,
    color: tokens.colorNeutralForeground1,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  who: { flexGrow: 1, minWidth: '0', overflowWrap: 'anywhere' },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
})

/** What a colleague wrote about the conversation, in a colour of its own: it is not part of the mail. */
export function NoteEntry({ note }: { note: Note }) {
  const styles = useStyles()
  const author = authorText(note.author)
  return (
    <article className={styles.root} aria-label={`Note by ${author}`}>
      <span className={styles.head}>
        <NoteRegular aria-hidden />
        <Text weight="semibold" className={styles.who}>
          Note by {author}
        </Text>
        <Text size={200}>
          <Moment at={note.createdAt} />
        </Text>
      </span>
      <Text block className={styles.text} dir="auto">
        {note.text}
      </Text>
    </article>
  )
}
