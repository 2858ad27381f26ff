import {
  Button,
  Field,
  Input,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  ToolbarButton,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { type Editor, useEditorState } from '@tiptap/react'
import { type FormEvent, type ReactElement, useState } from 'react'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, minWidth: '260px' },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
})

/** Asks where a link leads, and puts it on what is selected. */
export function LinkButton(props: { editor: Editor; icon: ReactElement }) {
  const styles = useStyles()
  const { editor } = props
  const [isOpen, setOpen] = useState(false)
  const [address, setAddress] = useState('')
  const isOn = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('link') })
  const open = (_: unknown, data: { open: boolean }) => {
    if (data.open) setAddress(String(editor.getAttributes('link').href ?? ''))
    setOpen(data.open)
  }
  const put = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const href = whole(address)
    if (editor.state.selection.empty && !isOn)
      editor
        .chain()
        .focus()
        .insertContent({ type: 'text', text: address, marks: [{ type: 'link', attrs: { href } }] })
        .run()
    else editor.chain().focus().extendMarkRange('link').setLink({ href }).run()
    setOpen(false)
  }
  const remove = () => {
    editor.chain().focus().extendMarkRange('link').unsetLink().run()
    setOpen(false)
  }
  return (
    <Popover open={isOpen} onOpenChange={open} trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content="Link" relationship="label">
          <ToolbarButton icon={props.icon} aria-pressed={isOn} />
        </Tooltip>
      </PopoverTrigger>
      <PopoverSurface aria-label="Link">
        <form className={styles.form} onSubmit={put}>
          <Field label="Leads to">
            <Input value={address} placeholder="https://" onChange={(_, data) => setAddress(data.value)} />
          </Field>
          <div className={styles.buttons}>
            <Button type="submit" appearance="primary" size="small" disabled={address.trim() === ''}>
              Set link
            </Button>
            {isOn && (
              <Button size="small" onClick={remove}>
                Remove link
              </Button>
            )}
          </div>
        </form>
      </PopoverSurface>
    </Popover>
  )
}

/** `example.org` as it was typed means a web page, `ada@example.org` an address. */
function whole(address: string): string {
  const text = address.trim()
  if (/^(https?|mailto|tel):/i.test(text)) return text
  return text.includes('@') && !text.includes('/') ? `mailto:${text}` : `https://${text}`
}
