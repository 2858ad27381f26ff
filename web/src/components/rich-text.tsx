import { makeStyles, tokens } from '@fluentui/react-components'
import Image from '@tiptap/extension-image'
import { type Editor, EditorContent, useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useEffect, useRef } from 'react'
import { RichTextBar } from './rich-text-bar.tsx'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: '0',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    backgroundColor: tokens.colorNeutralBackground1,
    ':focus-within': { outline: `2px solid ${tokens.colorCompoundBrandStroke}`, outlineOffset: '-1px' },
  },
  content: {
    flexGrow: 1,
    minHeight: '0',
    overflowY: 'auto',
    '& .tiptap': {
      boxSizing: 'border-box',
      minHeight: '100%',
      padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
      outlineStyle: 'none',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    },
    '& .tiptap > * + *': { marginTop: tokens.spacingVerticalS },
    '& p': { margin: '0' },
    '& img': { maxWidth: '100%', height: 'auto' },
    '& a': { color: tokens.colorBrandForegroundLink },
    '& blockquote': {
      margin: '0',
      paddingLeft: tokens.spacingHorizontalM,
      borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
      color: tokens.colorNeutralForeground2,
    },
    '& .ProseMirror-selectednode': { outline: `2px solid ${tokens.colorCompoundBrandStroke}` },
  },
})

/** Images within the text: shown from the page itself (`data:`), sent as attachments that the text names (`cid:`). */
const InlineImage = Image.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      contentId: {
        default: null,
        parseHTML: (element: HTMLElement) => element.getAttribute('data-content-id'),
        renderHTML: ({ contentId }: Record<string, unknown>) =>
          contentId ? { 'data-content-id': contentId } : {},
      },
    }
  },
}).configure({ inline: true, allowBase64: true })

const extensions = [
  StarterKit.configure({
    // Three steps are enough for a letter.
    heading: { levels: [1, 2, 3] },
    link: { openOnClick: false, autolink: true, defaultProtocol: 'https', HTMLAttributes: { rel: null } },
  }),
  InlineImage,
]

/** Rich text to write in. `html` is what it begins with; what is typed is told by `onChange`, but never written back. */
export function RichText(props: {
  label: string
  html: string
  onChange: (html: string) => void
  minHeight?: number
  autoFocus?: boolean
  /** Files dropped or pasted into the text; true: taken. */
  onFiles?: (files: File[], editor: Editor) => boolean
  onReady?: (editor: Editor) => void
}) {
  const styles = useStyles()
  const latest = useRef(props)
  latest.current = props
  const editor = useEditor({
    extensions,
    content: props.html,
    autofocus: props.autoFocus ? 'start' : false,
    // The page's styles are Griffel's and ours; TipTap would write a style element of its own.
    injectCSS: false,
    editorProps: {
      attributes: { 'aria-label': props.label, 'aria-multiline': 'true', role: 'textbox' },
      handlePaste: (_view, event) => takeFiles(event.clipboardData),
      handleDrop: (_view, event) => takeFiles(event.dataTransfer),
    },
    onUpdate: ({ editor: now }) => latest.current.onChange(now.isEmpty ? '' : now.getHTML()),
  })
  const takeFiles = (data: DataTransfer | null): boolean => {
    const files = [...(data?.files ?? [])]
    // A copied table or web page brings a picture of itself along: the text is meant.
    if (files.length === 0 || data?.types.includes('text/html') || !editor) return false
    return latest.current.onFiles?.(files, editor) ?? false
  }
  useEffect(() => {
    if (editor) latest.current.onReady?.(editor)
  }, [editor])
  return (
    <div className={styles.root} style={{ minHeight: props.minHeight ?? 140 }}>
      {editor && <RichTextBar editor={editor} />}
      <EditorContent editor={editor} className={styles.content} />
    </div>
  )
}
