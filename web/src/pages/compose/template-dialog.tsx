import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useState } from 'react'
import { SafeHtml } from '../../components/safe-html.tsx'
import { useLast } from '../../components/use-last.ts'
import type { Template } from '../../shapes.ts'
import { fieldLabel, fillFields, fillText, isAskedFor } from './merge-fields.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  preview: {
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflow: 'hidden',
  },
})

/** A template with its fields to fill; what it becomes is seen before it is put into the message. */
export function TemplateDialog(props: {
  template: Template | undefined
  onInsert: (text: { subject: string; html: string }) => void
  onClose: () => void
}) {
  const template = useLast(props.template)
  return (
    <Dialog open={props.template !== undefined} onOpenChange={props.onClose}>
      <DialogSurface>
        {template && (
          <TemplateForm
            key={template.id}
            template={template}
            onInsert={props.onInsert}
            onClose={props.onClose}
          />
        )}
      </DialogSurface>
    </Dialog>
  )
}

function TemplateForm(props: {
  template: Template
  onInsert: (text: { subject: string; html: string }) => void
  onClose: () => void
}) {
  const styles = useStyles()
  const { template } = props
  const [fields, setFields] = useState<Record<string, string>>({})
  const html = fillFields(template.html, fields)
  const subject = fillText(template.subject, fields)
  const asked = template.fields.filter(isAskedFor)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        props.onInsert({ subject, html })
      }}
    >
      <DialogBody>
        <DialogTitle>{template.name}</DialogTitle>
        <DialogContent className={styles.content}>
          {asked.map((name) => (
            <Field key={name} label={fieldLabel(name)}>
              <Input
                value={fields[name] ?? ''}
                onChange={(_, data) => setFields({ ...fields, [name]: data.value })}
              />
            </Field>
          ))}
          {subject !== '' && <Text weight="semibold">{subject}</Text>}
          <div className={styles.preview}>
            <SafeHtml html={html} title={`How “${template.name}” will read`} />
          </div>
        </DialogContent>
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" appearance="primary">
            Put into the message
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  )
}
