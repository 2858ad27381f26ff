import {
  Button,
  makeStyles,
  mergeClasses,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  SearchBox,
  Text,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { DocumentTextRegular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import type { Template } from '../../shapes.ts'
import { templates as api } from '../../workspace-api.ts'
import { TemplateDialog } from './template-dialog.tsx'
import { templatesFound } from './templates-found.ts'

const useStyles = makeStyles({
  surface: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, width: '300px' },
  list: { listStyleType: 'none', margin: '0', padding: '0', maxHeight: '300px', overflowY: 'auto' },
  option: {
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  active: { backgroundColor: tokens.colorNeutralBackground1Selected },
})

interface Props {
  mailboxId: string
  templates: Template[]
  /** Values for their fields. */
  known?: Record<string, string> | undefined
  onTemplate: (text: { subject: string; html: string }) => void
}

/** Puts a template into the message: found by typing, its fields filled as far as they are known; only the others are asked for. */
export function TemplateChoice(props: Props) {
  const { mailboxId, templates, known = {} } = props
  const toasts = useToasts()
  const [isOpen, setOpen] = useState(false)
  const [asking, setAsking] = useState<Template>()
  const { mutate } = useMutation({
    mutationFn: async (template: Template) => ({
      template,
      filled: await api.preview(template.id, mailboxId, known),
    }),
    onSuccess: ({ template, filled: { subject, html, missing } }) => {
      if (missing.length === 0) props.onTemplate({ subject, html })
      else setAsking({ ...template, subject, html, fields: missing })
    },
    onError: toasts.failed,
  })
  useAltT(templates.length > 0, setOpen)
  if (templates.length === 0) return null
  return (
    <>
      <Popover open={isOpen} onOpenChange={(_, { open }) => setOpen(open)} trapFocus>
        <PopoverTrigger disableButtonEnhancement>
          <Tooltip content="Alt+T" relationship="description">
            <Button appearance="subtle" icon={<DocumentTextRegular />} aria-keyshortcuts="Alt+T">
              Template
            </Button>
          </Tooltip>
        </PopoverTrigger>
        <PopoverSurface aria-label="Templates">
          <Finder
            templates={templates}
            onChoose={(template) => {
              setOpen(false)
              mutate(template)
            }}
          />
        </PopoverSurface>
      </Popover>
      <TemplateDialog
        template={asking}
        onClose={() => setAsking(undefined)}
        onInsert={(text) => {
          setAsking(undefined)
          props.onTemplate(text)
        }}
      />
    </>
  )
}

/** A search box over its list (WAI-ARIA, combobox): the arrows move, Enter takes. */
function Finder(props: { templates: Template[]; onChoose: (template: Template) => void }) {
  const styles = useStyles()
  const id = useId()
  const [typed, type] = useState('')
  const [at, setAt] = useState(0)
  const found = templatesFound(props.templates, typed)
  const active = Math.min(at, found.length - 1)
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const chosen = event.key === 'Enter' ? found[active] : undefined
    if (step === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (chosen) props.onChoose(chosen)
    if (step !== undefined) setAt(Math.max(0, Math.min(found.length - 1, active + step)))
  }
  return (
    <div className={styles.surface}>
      <SearchBox
        autoFocus
        aria-label="Find a template"
        placeholder="Name or words of a template"
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found[active] && `${id}${found[active].id}`}
        value={typed}
        onChange={(_, { value }) => {
          type(value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label="Templates" className={styles.list}>
        {found.map((template, place) => (
          // The box above has the focus and the keys.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={template.id}
            id={`${id}${template.id}`}
            ref={(element) => {
              if (place === active) element?.scrollIntoView({ block: 'nearest' })
            }}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            className={mergeClasses(styles.option, place === active && styles.active)}
            onClick={() => props.onChoose(template)}
          >
            {template.name}
          </div>
        ))}
      </div>
      {found.length === 0 && <Text>No template has “{typed.trim()}”.</Text>}
    </div>
  )
}

/** Alt+T opens them, also while the text is being written. */
function useAltT(isThere: boolean, setOpen: (isOpen: boolean) => void): void {
  useEffect(() => {
    if (!isThere) return
    const press = (event: globalThis.KeyboardEvent) => {
      // On a Mac the key makes another letter.
      if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== 'KeyT') return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [isThere, setOpen])
}
