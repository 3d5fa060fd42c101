import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { base64, generator } from './generated.ts'
import type { SecretText } from './secret-urls.ts'

const made = generator(24)

const BODY = made('{64:64}')
const ID = made('AK~IA{UP:16}')
const TEMPORARY_ID = made('AS~IA{UP:16}')
const AWS_SECRET = made('{64:38}/+')
const SESSION = made(`IQo~Jb3JpZ2luX2Vj{64:120}`)

const armored = (kind: string, newline = '\n'): string =>
  [
    '-----',
    'BEGIN ',
    kind,
    '-----',
    newline,
    BODY,
    newline,
    BODY,
    newline,
    '-----',
    'END ',
    kind,
    '-----',
  ].join('')

const of = (kind: string, ...secrets: string[]) => {
  return (...texts: string[]): SecretText[] => texts.map((text) => ({ kind, text, secrets }))
}

const { privateKey } = generateKeyPairSync('ed25519')
const jwk = privateKey.export({ format: 'jwk' }) as { d: string }
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
const der = rsa.export({ type: 'pkcs8', format: 'der' }).toString('base64')
const der1 = rsa.export({ type: 'pkcs1', format: 'der' }).toString('base64')

const ARMORED = of('armored', BODY.slice(20, 40))(
  armored('PRIVATE KEY'),
  armored('RSA PRIVATE KEY'),
  armored('EC PRIVATE KEY', '\r\n'),
  armored('OPENSSH PRIVATE KEY', '\\n'),
  armored('ENCRYPTED PRIVATE KEY'),
  armored('PGP PRIVATE KEY BLOCK'),
  JSON.stringify({ type: 'service_account', private_key: armored('PRIVATE KEY') }),
  JSON.stringify({ note: JSON.stringify({ pem: armored('RSA PRIVATE KEY') }) }),
  inspect({ key: armored('PRIVATE KEY') }),
  `KEY="${armored('RSA PRIVATE KEY', '\\n')}"`,
  armored('PRIVATE KEY').slice(0, 80),
  `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${BODY}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
  `PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 8\n${BODY}\n${BODY}\nPrivate-MAC: 00`,
)
const ENCODED = [
  ...of('encoded', base64(armored('PRIVATE KEY')).slice(60, 90))(
    base64(armored('PRIVATE KEY')),
    `KEY_FILE=${base64(armored('PRIVATE KEY'))}`,
    JSON.stringify({ data: { 'tls.key': base64(armored('PRIVATE KEY')) } }),
  ),
  ...of('encoded', der.slice(80, 120))(der, JSON.stringify({ der })),
  ...of('encoded', der1.slice(80, 120))(der1),
]
const JWKS = of('JWK', jwk.d)(
  JSON.stringify(jwk),
  JSON.stringify({ keys: [jwk] }, null, 2),
  inspect(jwk),
  inspect({ jwk: { kty: 'oct', k: jwk.d } }),
  JSON.stringify({ kty: 'oct', alg: 'HS256', k: jwk.d }),
)
const AWS = [
  ...of('AWS', ID)(
    ID,
    `The AWS Access Key Id ${ID} does not exist`,
    `<AWSAccessKeyId>${ID}</AWSAccessKeyId>`,
  ),
  ...of('AWS', AWS_SECRET)(
    `${ID},${AWS_SECRET}`,
    `Access key ID,Secret access key\n${ID},${AWS_SECRET}`,
    `${ID}:${AWS_SECRET}`,
    `${ID} / ${AWS_SECRET}`,
    `["${ID}", "${AWS_SECRET}"]`,
    inspect([ID, AWS_SECRET]),
    `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${AWS_SECRET}`,
    `aws_access_key_id = ${ID}\naws_secret_access_key = ${AWS_SECRET}`,
    JSON.stringify({ AccessKeyId: ID, SecretAccessKey: AWS_SECRET }),
    `{ accessKeyId: '${ID}', secretAccessKey: '${AWS_SECRET}' }`,
    `<AccessKeyId>${ID}</AccessKeyId><SecretAccessKey>${AWS_SECRET}</SecretAccessKey>`,
    `aws configure set aws_secret_access_key ${AWS_SECRET}`,
    `secret access key: ${AWS_SECRET}`,
    `secretAccessKey:${AWS_SECRET}`,
    `credentials ${AWS_SECRET} rejected`,
    AWS_SECRET,
    `${ID}\n${AWS_SECRET}`,
    `${TEMPORARY_ID}\t${AWS_SECRET}`,
  ),
  ...of('AWS', SESSION.slice(30))(
    SESSION,
    `AWS_SESSION_TOKEN=${SESSION}`,
    `X-Amz-Security-Token=${SESSION}`,
    JSON.stringify({ SessionToken: SESSION }),
    `<SessionToken>${SESSION}</SessionToken>`,
    made('Fwo~GZXIvYXdzEBYaD') + SESSION.slice(20),
  ),
]
const OTHERS = [
  ...of('others', BODY.slice(0, 40))(
    `AccountKey=${BODY}${BODY.slice(0, 22)}==`,
    `[Interface]\nPrivateKey = ${BODY.slice(0, 43)}=`,
    `privateKey: 0x${BODY}`,
  ),
]

export const SECRET_KEYS: readonly SecretText[] = [
  ...ARMORED,
  ...ENCODED,
  ...JWKS,
  ...AWS,
  ...OTHERS,
]
