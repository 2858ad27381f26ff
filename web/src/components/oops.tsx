import { Button, makeStyles, Text, Title3, tokens } from '@fluentui/react-components'
import { useEffect, useRef } from 'react'
import { ApiProblem, isServerThere } from '../api.ts'
import { isUnreachable, plainError } from '../plain-error.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'start',
    gap: tokens.spacingVerticalM,
    maxWidth: '60ch',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalL}`,
  },
})

/** What stands in the place of a page or a part of it that could not be shown, with the way on. */
export function Oops(props: { error: unknown; reset?: () => void }) {
  const styles = useStyles()
  const { title, advice } = plainError(props.error)
  const again = props.reset ?? (() => location.reload())
  useAgainWhenThere(isUnreachable(props.error), again)
  return (
    <div role="alert" className={styles.root}>
      <Title3 as="h2">{title}</Title3>
      <Text>{advice}</Text>
      {!(props.error instanceof ApiProblem && props.error.status === 404) && (
        <Button onClick={again}>Try again</Button>
      )}
    </div>
  )
}

/** Milliseconds between two looks whether the server is back. */
const lookEvery = 2000

/** Goes on by itself once the server answers again. */
function useAgainWhenThere(isWaiting: boolean, again: () => void): void {
  const act = useRef(again)
  act.current = again
  useEffect(() => {
    if (!isWaiting) return
    const look = async () => {
      if (await isServerThere()) act.current()
    }
    const timer = setInterval(() => void look(), lookEvery)
    return () => clearInterval(timer)
  }, [isWaiting])
}
