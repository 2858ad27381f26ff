import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  Text,
  Title3,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { ArrowLeftRegular } from '@fluentui/react-icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Editor } from '@tiptap/core'
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from 'react'
import { dataAddress } from '../../data-address.ts'
import { keys } from '../../keys.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'
import type { OutgoingMessage, SendingLimits } from '../../shapes.ts'
import { messages, templates } from '../../workspace-api.ts'
import { AttachedFiles } from './attached-files.tsx'
import { ComposeBar } from './compose-bar.tsx'
import { ComposeRecipients } from './compose-recipients.tsx'
import type { Draft } from './draft-store.ts'
import { DropArea } from './drop-area.tsx'
import { newContentId } from './inline-images.ts'
import { messageOf, sendProblem } from './send.ts'
import { SignatureChoice } from './signature-choice.tsx'
import { sizeText } from './size-text.ts'
import { useDraft } from './use-draft.ts'
import { useUploads } from './use-uploads.ts'

// The text editor is a large program of its own; the fields above it do not wait for it.
const RichText = lazy(() =>
  import('../../components/rich-text.tsx').then((program) => ({ default: program.RichText })),
)

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '860px',
    minHeight: '100%',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalM },
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  back: { '@media (min-width: 821px)': { display: 'none' } },
  // It may name an address.
  title: { minWidth: '0', overflowWrap: 'anywhere' },
  text: { display: 'flex', flexDirection: 'column' },
  quoted: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  quiet: { color: tokens.colorNeutralForeground2 },
})

interface Props {
  mailboxId: string
  about: string
  title: string
  begin: Draft
  /** What is forwarded, as it will stand below the text. */
  quoted?: ReactNode
  /** Values for the fields of templates. */
  known?: Record<string, string>
  limits: SendingLimits | undefined
  onSent: (message: OutgoingMessage, draft: Draft) => void
  onClose: () => void
}

/** A message to be written and sent. `about` names what it answers, or `new`: each has its own draft. */
export function Compose(props: Props) {
  const styles = useStyles()
  const { mailboxId, limits } = props
  const { draft, change, add, forget } = useDraft(mailboxId, props.about, props.begin)
  const editor = useRef<Editor>(undefined)
  const files = useUploads(mailboxId, add)
  const offered = useTemplates(mailboxId)
  const sending = useSending(props, draft, files.uploads.length > 0, forget)
  const attach = (list: File[]) => {
    const tooLarge = list.find(({ size }) => limits && size > limits.messageBytes)
    sending.say(tooLarge && limits && tooLargeText(tooLarge.name, limits))
    for (const file of list) if (file !== tooLarge) void files.add(file)
  }
  return (
    <DropArea className={styles.root} onFiles={attach} onSend={sending.send}>
      <div className={styles.head}>
        <Tooltip content="Back to the list" relationship="label">
          <Button
            className={styles.back}
            appearance="subtle"
            icon={<ArrowLeftRegular />}
            onClick={props.onClose}
          />
        </Tooltip>
        <Title3 as="h2" className={styles.title}>
          {props.title}
        </Title3>
      </div>
      <ComposeRecipients mailboxId={mailboxId} draft={draft} onChange={change} />
      <Field label="Subject">
        <Input
          value={draft.subject}
          maxLength={998}
          onChange={(_, data) => change({ subject: data.value })}
        />
      </Field>
      <TextField draft={draft} editor={editor} onChange={change} onFiles={attach} onPicture={files.add} />
      <AttachedFiles
        files={draft.files}
        uploads={files.uploads}
        onRemove={(file) => change({ files: draft.files.filter(({ id }) => id !== file.id) })}
        onCancel={files.cancel}
      />
      <SignatureChoice signatures={offered.signatures} draft={draft} onChange={change} />
      {draft.quote && props.quoted && (
        <section aria-label="Forwarded message" className={styles.quoted}>
          <Text className={styles.quiet}>This goes along below your text:</Text>
          {props.quoted}
        </section>
      )}
      {sending.said && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody role="alert">{sending.said}</MessageBarBody>
        </MessageBar>
      )}
      <ComposeBar
        draft={draft}
        limits={limits}
        mailboxId={mailboxId}
        templates={offered.templates}
        known={props.known}
        isBusy={sending.isBusy}
        onChange={change}
        onFiles={attach}
        onSend={sending.send}
        onDiscard={() => {
          forget()
          props.onClose()
        }}
        onTemplate={({ subject, html }) => {
          if (draft.subject === '') change({ subject })
          editor.current?.chain().focus().insertContent(html).run()
        }}
      />
    </DropArea>
  )
}

/** The text itself; pictures dropped into it stand in it, other files are attached. */
function TextField(props: {
  draft: Draft
  editor: RefObject<Editor | undefined>
  onChange: (change: Partial<Draft>) => void
  onFiles: (files: File[]) => void
  onPicture: (file: File, contentId: string) => Promise<void>
}) {
  const styles = useStyles()
  const [begun] = useState(props.draft.html)
  const take = (list: File[], into: Editor) => {
    const pictures = list.filter(({ type }) => type.startsWith('image/'))
    props.onFiles(list.filter((file) => !pictures.includes(file)))
    for (const picture of pictures) void putPicture(picture, into, props.onPicture)
    return true
  }
  return (
    <Field label="Text" className={styles.text}>
      <Suspense fallback={<Spinner size="tiny" />}>
        <RichText
          label="Text"
          html={begun}
          minHeight={240}
          onChange={(html) => props.onChange({ html })}
          onReady={(ready) => {
            props.editor.current = ready
          }}
          onFiles={take}
        />
      </Suspense>
    </Field>
  )
}

/** Sends the draft once nothing is wrong with it; what is, is said. */
function useSending(props: Props, draft: Draft, isUploading: boolean, forget: () => void) {
  const { mailboxId, limits } = props
  const [problem, say] = useState<string>()
  const { mutate, isPending, isError, error } = useMutation({
    mutationKey: ['messages'],
    mutationFn: (ready: Draft) => messages.send(mailboxId, messageOf(ready)),
    onSuccess: (message, ready) => {
      forget()
      props.onSent(message, ready)
      void queryClient.invalidateQueries({ queryKey: keys.messages(mailboxId) })
    },
  })
  const send = () => {
    const found = isUploading ? 'Some files are not there yet.' : sendProblem(draft, limits, Date.now())
    say(found)
    if (!found && !isPending) mutate(draft)
  }
  return { send, say, isBusy: isPending, said: problem ?? (isError ? plainError(error).advice : undefined) }
}

function tooLargeText(name: string, limits: SendingLimits): string {
  return `${name} is larger than ${sizeText(limits.messageBytes)}, which is all the mailbox takes.`
}

function useTemplates(mailboxId: string) {
  const query = useQuery({ queryKey: keys.templates(mailboxId), queryFn: () => templates.list(mailboxId) })
  const items = query.data?.items ?? []
  return {
    templates: items.filter(({ kind }) => kind === 'template'),
    signatures: items.filter(({ kind }) => kind === 'signature'),
  }
}

/** A picture in the text is shown at once, from the page itself, and uploaded as an attachment that the text names. */
async function putPicture(
  picture: File,
  editor: Editor,
  upload: (file: File, contentId: string) => Promise<void>,
): Promise<void> {
  const contentId = newContentId()
  const src = await dataAddress(picture)
  editor
    .chain()
    .focus()
    .insertContent({ type: 'image', attrs: { src, alt: picture.name, contentId } })
    .run()
  await upload(picture, contentId)
}
