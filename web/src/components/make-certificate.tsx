import { Button, Text } from '@fluentui/react-components'
import { CertificateRegular } from '@fluentui/react-icons'
import { Ask } from './ask.tsx'

/** Has a certificate made here instead of a secret: nothing secret travels, only its public half is to be uploaded. */
export function MakeCertificate(props: { onMake: () => Promise<unknown>; replaces?: string }) {
  return (
    <Ask
      title="Make a certificate here?"
      yes="Make it"
      onYes={props.onMake}
      trigger={<Button icon={<CertificateRegular />}>Make a certificate here</Button>}
    >
      <Text>
        Tandem makes a key pair, valid for two years. The private key is sealed at once and never leaves; you
        download the public half and upload it in the directory.
      </Text>
      {props.replaces && <Text>{props.replaces}</Text>}
    </Ask>
  )
}

/** Where the public half goes. */
export const uploadMoves =
  'Upload it (2 minutes): Entra admin centre → App registrations → the application → Certificates & secrets → Certificates → Upload certificate. The thumbprint there must be the same. Then verify.'
