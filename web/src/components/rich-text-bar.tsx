import {
  makeStyles,
  Toolbar,
  ToolbarDivider,
  ToolbarToggleButton,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import {
  LinkRegular,
  TextBoldRegular,
  TextBulletListRegular,
  TextHeader1Regular,
  TextItalicRegular,
  TextNumberListLtrRegular,
  TextQuoteRegular,
  TextStrikethroughRegular,
  TextUnderlineRegular,
} from '@fluentui/react-icons'
import { type Editor, useEditorState } from '@tiptap/react'
import type { ReactElement } from 'react'
import { LinkButton } from './rich-text-link.tsx'

const useStyles = makeStyles({
  bar: {
    flexWrap: 'wrap',
    padding: `2px ${tokens.spacingHorizontalXS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
})

interface Mark {
  name: string
  label: string
  icon: ReactElement
  toggle: (editor: Editor) => void
}

const marks: Mark[] = [
  {
    name: 'bold',
    label: 'Bold (Ctrl+B)',
    icon: <TextBoldRegular />,
    toggle: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    name: 'italic',
    label: 'Italic (Ctrl+I)',
    icon: <TextItalicRegular />,
    toggle: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: 'underline',
    label: 'Underlined (Ctrl+U)',
    icon: <TextUnderlineRegular />,
    toggle: (editor) => editor.chain().focus().toggleUnderline().run(),
  },
  {
    name: 'strike',
    label: 'Struck through',
    icon: <TextStrikethroughRegular />,
    toggle: (editor) => editor.chain().focus().toggleStrike().run(),
  },
]
const blocks: Mark[] = [
  {
    name: 'heading',
    label: 'Heading',
    icon: <TextHeader1Regular />,
    toggle: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  },
  {
    name: 'bulletList',
    label: 'Bullet list',
    icon: <TextBulletListRegular />,
    toggle: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'orderedList',
    label: 'Numbered list',
    icon: <TextNumberListLtrRegular />,
    toggle: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    name: 'blockquote',
    label: 'Quotation',
    icon: <TextQuoteRegular />,
    toggle: (editor) => editor.chain().focus().toggleBlockquote().run(),
  },
]

/** What can be done with the text; shows what holds where the cursor stands. */
export function RichTextBar(props: { editor: Editor }) {
  const { editor } = props
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => [...marks, ...blocks].map(({ name }) => now.isActive(name)),
  })
  const names = [...marks, ...blocks].filter((_, index) => on[index]).map(({ name }) => name)
  return (
    <Toolbar size="small" aria-label="Format" className={useStyles().bar} checkedValues={{ format: names }}>
      {marks.map((mark) => (
        <Toggle key={mark.name} mark={mark} editor={editor} />
      ))}
      <ToolbarDivider />
      {blocks.map((mark) => (
        <Toggle key={mark.name} mark={mark} editor={editor} />
      ))}
      <ToolbarDivider />
      <LinkButton editor={editor} icon={<LinkRegular />} />
    </Toolbar>
  )
}

function Toggle({ mark, editor }: { mark: Mark; editor: Editor }) {
  return (
    <Tooltip content={mark.label} relationship="label">
      <ToolbarToggleButton
        name="format"
        value={mark.name}
        icon={mark.icon}
        appearance="subtle"
        // The text keeps the focus and the selection.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => mark.toggle(editor)}
      />
    </Tooltip>
  )
}
