import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons'
import { saveFile } from '../save-file.ts'
import { CopyValue } from './copy.tsx'

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
})

/** The public half of a certificate to upload in the directory, and the thumbprint that the directory then shows. */
export function CertificateFiles(props: { certificate: string; fingerprint: string }) {
  const styles = useStyles()
  const { certificate, fingerprint } = props
  const name = `tandem-${fingerprint.slice(0, 8).toLowerCase()}`
  return (
    <div className={styles.row}>
      <Button
        size="small"
        icon={<ArrowDownloadRegular />}
        onClick={() => saveFile(`${name}.cer`, derOf(certificate), 'application/pkix-cert')}
      >
        Download {name}.cer
      </Button>
      <Button
        size="small"
        icon={<ArrowDownloadRegular />}
        onClick={() => saveFile(`${name}.pem`, certificate, 'application/x-pem-file')}
      >
        As PEM
      </Button>
      <span>
        Thumbprint <CopyValue value={fingerprint} label="thumbprint" />
      </span>
    </div>
  )
}

/** The bytes between the lines of a PEM text. */
function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const text = atob(pem.replace(/-----[A-Z ]+-----|\s/g, ''))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
