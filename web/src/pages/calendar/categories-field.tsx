import { Field, Input, makeStyles, Tag, TagGroup, tokens } from '@fluentui/react-components'
import { type KeyboardEvent, useState } from 'react'

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  tags: { flexWrap: 'wrap' },
})

/** Categories as tags; Enter or a comma takes what is typed. */
export function CategoriesField(props: { categories: string[]; onChange: (categories: string[]) => void }) {
  const styles = useStyles()
  const { categories, onChange } = props
  const [typed, setTyped] = useState('')
  const take = () => {
    const fresh = typed.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
    setTyped('')
    if (fresh.length > 0) onChange([...new Set([...categories, ...fresh])])
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ',') return
    if (typed.trim() === '' && event.key === 'Enter') return
    event.preventDefault()
    take()
  }
  return (
    <div className={styles.root}>
      <Field label="Categories">
        <Input value={typed} onChange={(_, data) => setTyped(data.value)} onKeyDown={press} onBlur={take} />
      </Field>
      {categories.length > 0 && (
        <TagGroup
          aria-label="Categories"
          className={styles.tags}
          onDismiss={(_, { value }) => onChange(categories.filter((category) => category !== value))}
        >
          {categories.map((category) => (
            <Tag
              key={category}
              value={category}
              size="small"
              dismissible
              dismissIcon={{ 'aria-label': `Remove ${category}` }}
            >
              {category}
            </Tag>
          ))}
        </TagGroup>
      )}
    </div>
  )
}
