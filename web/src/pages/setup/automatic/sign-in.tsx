import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components'
import { OpenRegular } from '@fluentui/react-icons'
import { CopyButton } from '../../../components/copy.tsx'
import type { Provisioning } from '../../../shapes.ts'

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM, justifyItems: 'start' },
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    letterSpacing: '0.12em',
    overflowWrap: 'anywhere',
  },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
})

/** The code to type, and where. */
export function SignIn(props: { prompt: NonNullable<Provisioning['prompt']> }) {
  const styles = useStyles()
  const { purpose, userCode, url, expiresAt } = props.prompt
  const until = new Date(expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  return (
    <div className={styles.root}>
      <Text>
        Sign in to {purpose}: open Microsoft’s page, enter this code there, and sign in as the administrator.
      </Text>
      <div className={styles.row}>
        <code className={styles.code}>{userCode}</code>
        <CopyButton text={userCode} label="Copy the code" words />
      </div>
      <Button as="a" appearance="primary" href={url} target="_blank" rel="noreferrer" icon={<OpenRegular />}>
        Open the sign-in page
      </Button>
      <Spinner size="tiny" labelPosition="after" label={`Waiting for the sign-in, until ${until}`} />
    </div>
  )
}
