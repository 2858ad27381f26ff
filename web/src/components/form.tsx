import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components'
import type { FormEvent, ReactNode } from 'react'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** A few fields and the button that sends them; above them why it did not work. */
export function Form(props: {
  yes: string
  isBusy: boolean
  isReady?: boolean
  problem?: string | undefined
  onSubmit: () => void
  /** Beside the button. */
  others?: ReactNode
  children: ReactNode
}) {
  const styles = useStyles()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!props.isBusy && props.isReady !== false) props.onSubmit()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {props.problem && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody role="alert">{props.problem}</MessageBarBody>
        </MessageBar>
      )}
      {props.children}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={props.isBusy || props.isReady === false}>
          {props.isBusy ? 'One moment …' : props.yes}
        </Button>
        {props.others}
      </div>
    </form>
  )
}
