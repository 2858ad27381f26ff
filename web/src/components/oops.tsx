import { Button, makeStyles, Text, Title3, tokens } from '@fluentui/react-components'
import { ApiProblem } from '../api.ts'
import { plainError } from '../plain-error.ts'

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
