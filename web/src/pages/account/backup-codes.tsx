import { Button, Card, makeStyles, Text, tokens } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons'
import { CopyButton } from '../../components/copy.tsx'
import { saveFile } from '../../save-file.ts'

const useStyles = makeStyles({
  card: { maxWidth: '480px' },
  codes: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(130px, 1fr))',
    gap: tokens.spacingVerticalS,
    margin: '0',
    padding: '0',
    listStyleType: 'none',
    fontFamily: tokens.fontFamilyMonospace,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** The backup codes, this once. */
export function BackupCodes(props: { codes: string[]; onDone: () => void }) {
  const styles = useStyles()
  const text = props.codes.join('\n')
  return (
    <Card className={styles.card}>
      <Text weight="semibold">Keep these backup codes; they are shown this once.</Text>
      <Text>Each lets you in once without your phone. Put them where you keep passwords.</Text>
      <ul className={styles.codes} aria-label="Backup codes">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <CopyButton text={text} label="Copy all" words />
        <Button
          size="small"
          icon={<ArrowDownloadRegular />}
          onClick={() => saveFile('tandem-backup-codes.txt', `${text}\n`)}
        >
          Download
        </Button>
        <Button size="small" appearance="primary" onClick={props.onDone}>
          I have kept them
        </Button>
      </div>
    </Card>
  )
}
