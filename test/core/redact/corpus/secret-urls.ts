import { base64, generator } from './generated.ts'

const made = generator(21)

/** A text, and what must not be left of it. */
export interface SecretText {
  readonly kind: string
  readonly text: string
  readonly secrets: readonly string[]
}

const SECRET = made('{62:32}')
const HEX = made('{hex:64}')
const JWT = `${base64('{"alg":"HS256"}').replace(/=/g, '')}.${base64('{"sub":"u1"}')}.${made('{url:43}')}`
const AWS_KEY_ID = made('AK~IA{UP:16}')
const AWS_SECRET = made('{64:40}')

const of = (kind: string, ...secrets: string[]) => {
  return (...texts: string[]): SecretText[] => texts.map((text) => ({ kind, text, secrets }))
}

const USER_INFO = of('user info', 'tabby')(
  'postgres://app:tabby@db.internal:5432/main',
  'postgresql://app:tabby%23cat@db/main',
  'mysql://root:tabby@127.0.0.1:3306/shop',
  'mongodb://app:tabby@a.example:27017,b.example:27017/shop?replicaSet=rs0',
  'mongodb+srv://app:tabby@cluster0.example.net/',
  'redis://:tabby@cache:6379/0',
  'rediss://default:tabby@cache:6380',
  'amqps://app:tabby@mq.example/vhost',
  'smtp://mailer:tabby@smtp.example:587',
  'ldap://cn=admin:tabby@ldap.example',
  'sftp://deploy:tabby@files.example/out',
  'https://ci:tabby@git.example.com/a.git',
  'https://tabby@git.example.com/a.git',
  'socks5://u:tabby@proxy:1080',
  'postgres://app:tabby#cat@db/main',
  'postgres://app:#tabby@db/main',
  'postgres://app:tabby?cat@db.internal:5432/main',
  'mysql://root:a?tabby#1@db/shop',
  'postgres://app:p@tabby@db/main',
  'connect ECONNREFUSED redis://:tabby@10.0.0.7:6379',
  'https%3A%2F%2Fci%3Atabby%40git.example.com%2Fa.git',
  'jdbc:postgresql://app:tabby@db/main',
)
const DATABASES = of('database parameters', 'tabby')(
  'jdbc:mysql://db:3306/shop?user=app&password=tabby',
  'jdbc:postgresql://db/shop?user=app&password=tabby&ssl=true',
  'jdbc:sqlserver://db:1433;databaseName=shop;user=app;password=tabby;encrypt=true',
  'jdbc:oracle:thin:app/tabby@//db:1521/shop',
)
const PARAMETERS = of('parameters', SECRET)(
  `https://api.example.com/v1?api_key=${SECRET}`,
  `https://api.example.com/v1?apikey=${SECRET}&q=cat`,
  `https://api.example.com/v1?key=${SECRET}`,
  `https://api.example.com/v1?access_token=${SECRET}`,
  `https://app.example.com/cb#access_token=${SECRET}&token_type=bearer`,
  `https://app.example.com/cb?code=${SECRET}&state=x`,
  `https://app.example.com/cb?state=${SECRET}&scope=email`,
  `code=${SECRET}&state=x`,
  `/reset-password?token=${SECRET}`,
  `/verify?verification_token=${SECRET}&lang=de`,
  `/login?magic_link_token=${SECRET}`,
  `/auth/action?mode=resetPassword&oobCode=${SECRET}`,
  `/sso?SAMLResponse=${SECRET}`,
  `/sso?ticket=${SECRET}`,
  `/ws?auth=${SECRET}`,
  `wss://live.example.com/socket?token=${SECRET}`,
  `/page;jsessionid=${SECRET}?a=1`,
  `/page?PHPSESSID=${SECRET}`,
  `/page?sid=${SECRET}`,
  `/page?session=${SECRET}`,
  `/unsubscribe?hmac=${SECRET}`,
  `/webhook?secret=${SECRET}`,
  `/webhook?signature=${SECRET}`,
  `/login?next=%2Fcb%3Ftoken%3D${SECRET}%26a%3D1`,
  `/login?next=%252Fcb%253Ftoken%253D${SECRET}%2526a%253D1`,
  `https://api.example.com/v1?client_id=app&client_secret=${SECRET}`,
  `/invite?invite_code=${SECRET}`,
)
const SIGNED = [
  ...of('signed', HEX)(
    `https://b.s3.amazonaws.com/k.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=c&X-Amz-Date=20251122T143000Z&X-Amz-Expires=900&X-Amz-Signature=${HEX}&X-Amz-SignedHeaders=host`,
    `https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=c&X-Goog-Signature=${HEX}`,
    `https://cdn.example.com/a.m3u8?hdnts=exp=1700000000~acl=/*~hmac=${HEX}`,
    `https://oss.example.com/o?OSSAccessKeyId=LTAI&Expires=1700000000&Signature=${HEX}`,
  ),
  ...of('signed', SECRET)(
    `https://b.s3.amazonaws.com/k?AWSAccessKeyId=${AWS_KEY_ID}&Signature=${SECRET}%3D&Expires=1700000000`,
    `https://a.blob.core.windows.net/c/b?sv=2024-11-04&sr=b&sp=r&sig=${SECRET}%3D&se=2025-11-22`,
    `https://d1.cloudfront.net/a.png?Expires=1700000000&Signature=${SECRET}~-_&Key-Pair-Id=K2JCJMDEHXQW5F`,
    `https://d1.cloudfront.net/a.png?Policy=eyJTdGF0ZW1lbnQiOlt7${SECRET}__&Signature=abc&Key-Pair-Id=K2JCJMDEHXQW5F`,
    `/a.png?Policy=eyJTdGF0ZW1lbnQiOlt7${SECRET}__`,
  ),
  ...of('signed', AWS_SECRET)(`s3://${AWS_KEY_ID}:${AWS_SECRET}@bucket/key`),
]
const PATHS = [
  ...of('paths', SECRET)(
    `https://hooks.slack.com/services/T${made('{UP:8}')}/B${made('{UP:10}')}/${SECRET}`,
    `/services/T${made('{UP:8}')}/B${made('{UP:8}')}/${SECRET}`,
    `https://hooks.slack.com/workflows/T${made('{UP:8}')}/A${made('{UP:8}')}/${made('{dec:18}')}/${SECRET}`,
    `https://hooks.slack.com/triggers/T${made('{UP:8}')}/${made('{dec:13}')}/${SECRET}`,
    `https://discord.com/api/webhooks/${made('{dec:18}')}/${SECRET}${SECRET}`,
    `/api/webhooks/${made('{dec:19}')}/${SECRET}_-${SECRET}`,
    `https://example.webhook.office.com/webhookb2/${made('{uuid}')}@${made('{uuid}')}/IncomingWebhook/${SECRET}/${made('{uuid}')}`,
    `https://maker.ifttt.com/trigger/e/with/key/${SECRET}`,
    `https://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=${SECRET}`,
    `https://app.example.com/reset/${SECRET}`,
    `https://app.example.com/reset-password/${SECRET}`,
    `/verify-email/${SECRET}`,
    `/invite/${SECRET}`,
    `/magic-link/${SECRET}?next=/`,
    `/auth/confirm/${SECRET}`,
    `/unsubscribe/${SECRET}`,
  ),
  ...of('paths', `AA${SECRET}`)(
    `https://api.telegram.org/bot${made('{dec:10}')}:AA${SECRET}x/sendMessage`,
    `/bot${made('{dec:9}')}:AA${SECRET}x/getUpdates`,
  ),
  ...of('paths', JWT.slice(-20))(`https://app.example.com/s/${JWT}`, `/login/${JWT}/next`),
]
const PERSONAL = [
  ...of('personal', 'anna')(
    '/signup?email=anna%40example.com&plan=pro',
    '/signup?customer_email=anna@example.com',
    'mailto:anna@example.com?subject=x',
    '/find?firstName=anna&n=1',
  ),
  ...of('personal', '15550100')('/find?phone=%2B15550100&n=1', '/find?recipientPhone=15550100'),
]

export const SECRET_URLS: readonly SecretText[] = [
  ...USER_INFO,
  ...DATABASES,
  ...PARAMETERS,
  ...SIGNED,
  ...PATHS,
  ...PERSONAL,
]
