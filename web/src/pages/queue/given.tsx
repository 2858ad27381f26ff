import { makeStyles } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../shapes.ts'
import { senderOf, subjectOf } from './queue-words.ts'
import { isOwnAct } from './use-act.ts'

const useStyles = makeStyles({
  // For readers' programs alone.
  root: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
})

/** Says, politely, what was given to the person while they look at the list; `items` undefined: not known yet. */
export function Given(props: { items: Conversation[] | undefined; selfId: string | undefined }) {
  const styles = useStyles()
  const { items, selfId } = props
  const [said, say] = useState('')
  const known = useRef<Set<string>>(undefined)
  useEffect(() => {
    if (items === undefined || selfId === undefined) return
    const mine = items.filter(({ owner }) => owner?.id === selfId)
    const before = known.current
    known.current = new Set(mine.map(({ id }) => id))
    if (before === undefined) return
    const fresh = mine.filter(({ id }) => !before.has(id) && !isOwnAct(id))
    if (fresh.length > 0) say(givenText(fresh))
  }, [items, selfId])
  return (
    <div role="status" className={styles.root}>
      {said}
    </div>
  )
}

function givenText(fresh: Conversation[]): string {
  const [only, ...others] = fresh
  if (only === undefined || others.length > 0) return `${fresh.length} conversations were given to you.`
  return `Given to you: ${subjectOf(only)}, from ${senderOf(only.from)}.`
}
