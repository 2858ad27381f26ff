import { Link, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AttachRegular } from '@fluentui/react-icons'
import { inboundMessages } from '../../queues-api.ts'
import type { InboundMessage } from '../../shapes.ts'
import { sizeText } from '../compose/size-text.ts'

const useStyles = makeStyles({
  files: { listStyleType: 'none', margin: '0', padding: '0', display: 'grid', gap: tokens.spacingVerticalXS },
  file: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** The files of a message, and the message as it came; each is downloaded, none is opened in the page. */
export function MessageFiles({ message }: { message: InboundMessage }) {
  const styles = useStyles()
  const { id, html } = message
  const files = message.attachments.filter(({ isInline }) => html === null || !isInline)
  return (
    <>
      {files.length > 0 && (
        <ul className={styles.files} aria-label="Attachments">
          {files.map(({ place, name, size }) => (
            <li key={place} className={styles.file}>
              <AttachRegular aria-hidden />{' '}
              <Link href={inboundMessages.attachmentUrl(id, place)} download>
                {name}
              </Link>{' '}
              <Text size={200} className={styles.quiet}>
                {sizeText(size)}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {message.erasedAt === null && (
        <div>
          <Link href={inboundMessages.rawUrl(id)} download>
            Download as it came
          </Link>
        </div>
      )}
    </>
  )
}
