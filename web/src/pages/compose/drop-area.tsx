import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'

const useStyles = makeStyles({
  root: { position: 'relative' },
  over: {
    position: 'absolute',
    inset: tokens.spacingHorizontalS,
    zIndex: 10,
    display: 'grid',
    placeItems: 'center',
    borderRadius: tokens.borderRadiusLarge,
    border: `2px dashed ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackgroundAlpha2,
    pointerEvents: 'none',
  },
})

/** Where files can be dropped; Ctrl+Enter within it sends. */
export function DropArea(props: {
  className: string
  onFiles: (files: File[]) => void
  onSend: () => void
  children: ReactNode
}) {
  const styles = useStyles()
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const leave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
  }
  const drop = (event: DragEvent) => {
    setOver(false)
    // The text has taken it already.
    if (event.defaultPrevented) return
    event.preventDefault()
    props.onFiles([...event.dataTransfer.files])
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      props.onSend()
    }
  }
  return (
    <section
      className={mergeClasses(styles.root, props.className)}
      aria-label="Message"
      onDragOver={over}
      onDragLeave={leave}
      onDrop={drop}
      onKeyDown={press}
    >
      {props.children}
      {isOver && (
        <div className={styles.over}>
          <Text weight="semibold" size={400}>
            Drop to attach
          </Text>
        </div>
      )}
    </section>
  )
}
