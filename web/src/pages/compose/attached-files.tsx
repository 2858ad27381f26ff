import { Button, makeStyles, ProgressBar, Text, Tooltip, tokens } from '@fluentui/react-components'
import { AttachRegular, DismissRegular } from '@fluentui/react-icons'
import type { AttachedFile } from './draft-store.ts'
import { sizeText } from './size-text.ts'
import type { Upload } from './use-uploads.ts'

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
  },
  file: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    maxWidth: '320px',
    minWidth: '200px',
    paddingInlineStart: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0', paddingBlock: tokens.spacingVerticalXXS },
  quiet: { color: tokens.colorNeutralForeground2 },
  problem: { color: tokens.colorStatusDangerForeground1, overflowWrap: 'anywhere' },
})

/** What goes along with the message: files that are there, and files on their way with their progress. */
export function AttachedFiles(props: {
  files: AttachedFile[]
  uploads: Upload[]
  onRemove: (file: AttachedFile) => void
  onCancel: (key: number) => void
}) {
  const styles = useStyles()
  const files = props.files.filter(({ contentId }) => contentId === undefined)
  if (files.length === 0 && props.uploads.length === 0) return null
  return (
    <ul className={styles.list} aria-label="Attachments">
      {files.map((file) => (
        <li key={file.id} className={styles.file}>
          <AttachRegular aria-hidden />
          <span className={styles.words}>
            <Text size={200} truncate wrap={false} title={file.name}>
              {file.name}
            </Text>
            <Text size={100} className={styles.quiet}>
              {sizeText(file.size)}
            </Text>
          </span>
          <Remove label={`Remove ${file.name}`} onClick={() => props.onRemove(file)} />
        </li>
      ))}
      {props.uploads.map((upload) => (
        <UploadItem key={upload.key} upload={upload} onCancel={() => props.onCancel(upload.key)} />
      ))}
    </ul>
  )
}

function UploadItem({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  const styles = useStyles()
  const { name, size, sent, problem } = upload
  return (
    <li className={styles.file}>
      <AttachRegular aria-hidden />
      <span className={styles.words}>
        <Text size={200} truncate wrap={false} title={name}>
          {name}
        </Text>
        {problem ? (
          <Text size={100} className={styles.problem} role="alert">
            {problem}
          </Text>
        ) : (
          <>
            <Text size={100} className={styles.quiet}>
              {sizeText(sent)} of {sizeText(size)}
            </Text>
            <ProgressBar aria-label={`Upload of ${name}`} value={size === 0 ? 1 : sent / size} />
          </>
        )}
      </span>
      <Remove label={problem ? `Leave out ${name}` : `Cancel the upload of ${name}`} onClick={onCancel} />
    </li>
  )
}

function Remove(props: { label: string; onClick: () => void }) {
  return (
    <Tooltip content={props.label} relationship="label">
      <Button appearance="subtle" size="small" icon={<DismissRegular />} onClick={props.onClick} />
    </Tooltip>
  )
}
