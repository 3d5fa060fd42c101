import { base64, generator } from './generated.ts'
import type { SecretText } from './secret-urls.ts'

// Written without a look at the rules, to see how they do on what nobody wrote them for.
const made = generator(31)

const words = (text: string): string[] => text.trim().split(/\s+/)

// A tilde is left out: it divides what a scanner would take for a real secret.
export const HELD_OUT_TOKENS: readonly string[] = words(`
  gh~p_{62:36} gh~s_{62:36} github~_pat_11{UP:20}_{62:59} gl~pat-{url:20} gl~ptt-{hex:40}
  gl~rtr-{url:20} gl~wt-{url:20} xo~xs-{dec:12}-{dec:12}-{dec:12}-{hex:10} xo~xr-{dec:12}-{62:24}
  xo~xd-{62:40} sk~_live_{62:99} rk~_live_{62:24} wh~sec_{64:40} sk~_org_live_{62:40} AI~zaSy{url:33}
  GO~CSPX-{url:28} ya~29.c.{url:120} np~m_{62:36} py~pi-AgENdGVzdC5weXBpLm9yZw{url:120}
  ruby~gems_{hex:48} S~G.{url:22}.{url:43} S~K{hex:32} key~-{hex:32} {hex:32}~-us21
  sk~-{62:48} sk~-proj-{url:156} sk~-ant-sid01-{url:86}AA sk~-ant-api03-{url:93}AA gs~k_{62:52}
  h~f_{62:34} r~8_{62:37} sk~-or-v1-{hex:64} xa~i-{62:80} AB~SKQmVkcm9ja0FQSUtleS{62:90}
  vc~p_{62:56} vc~i_{62:56} sb~p_{hex:40} sb~_secret_{62:22}_{62:8} nap~i_{low:64} NR~AK-{UP:27}
  NR~AA-{UP:27} NR~SP-{UP:30} sntr~ys_eyJ{62:80}_{62:43} sntr~yu_{hex:64} glsa~_{62:32}_{hex:8}
  hca~mk_01{low:60} hca~lk_01{low:60} shp~at_{hex:32} shp~ua_{hex:32} sq~0idp-{url:22}
  sq~0csp-{url:43} do~p_v1_{hex:64} HR~KU-{uuid} nf~p_{62:40} nf~c_{62:36} v1~.0-{hex:24}-{hex:146}
  dp~.ct.{62:43} dp~.scim.{62:43} dp~.audit.{62:43} hv~s.CAES{url:95} {62:14}.atlas~v1.{url:65}
  pu~l-{hex:40} da~pi{hex:32} da~pi{hex:32}-3 pscale~_tkn_{62:40} pscale~_pw_{url:40}
  ops~_eyJ{62:250} A3~-{UP:6}-{UP:11}-{UP:5}-{UP:5}-{UP:5} lin~_api_{62:40} lin~_wh_{62:42}
  ntn~_{62:46} secret~_{62:43} fig~d_{62:20}-{url:20} fig~or_{62:40} AT~ATT3xFfGF0{url:170}={HEX:8}
  AT~BB{62:24}{HEX:8} dck~r_pat_{url:27} dck~r_oat_{url:32} N{62:25}.{url:6}.{url:27}
  {dec:9}:A~A{url:33} ts~key-client-{62:16}-{62:32} ts~key-scim-{62:16}-{62:32}
  AGE~-SECRET-KEY-1{b32:58} A~BIA{UP:16} A~CCA{UP:16} sl~.B{url:135} sl~.u.{url:140}
  dnk~ey-{low:26}-{low:52} s-s4t2ud-{hex:64} {62:6}_{62:29}_m~mk ic~o-{62:32} sm~_pat_{62:32}
  tk-us-{url:48} pa~t.{62:22}.{hex:24}.{62:20} API~-{UP:26} FLW~SECK_TEST-{hex:12} EZ~TK{62:54}
  t1~.9{url:60}.{url:86} AQ~VN{url:36} AS~B{hex:40} bg~_{62:64} up~_{62:40} rpa~_{UP:45}
  xaat~-{uuid} xapt~-{uuid} sdk~-{uuid} phx~_{62:43} ak~-{62:22} esecret~_{low:26} llx~-{62:48}
  signkey~-prod-{hex:64} unkey~_{62:22} jina~_{hex:32}{62:28} zpka~_{hex:32}_{hex:8} AstraCS:{62:24}:{hex:64}
  CCDB1~_{62:22}_{62:40} fal~_{hex:32} trigger~_prod_{62:24} tr~_prod_{62:24} bb~_live_{url:27}
  sgp~_{hex:40} sk~-lf-{uuid} lsv2~_pt_{hex:32}_{hex:10} pc~sk_{62:68} nv~api-{url:64}
  apify~_api_{62:36} nov~u_{62:30} da2~-{low:26} amzn~.mws.{uuid} amzn1~.oa2-cs.v1.{hex:64}
  Atza~|IwEB{url:200} EA~AG{62:170} EA~AAE{url:60} IG~QV{62:120} pa~t{62:14}.{hex:64}
  access~_token$production\${low:16}\${hex:32} CFPAT~-{url:43} ey~JrIjoi{64:80} MDM~t{64:60}
  ghu~_{62:36} gho~_{62:36} glpat~-{url:27}.01.{low:9} whsec~_{62:32} ops~_eyJ{url:300}
`).map(made)

const NAMES = words(`
  LDAP_BIND_PW rootPw sqlPassword userPassPhrase kafka.sasl.password elasticPassword ELASTIC_PASSWORD
  MSSQL_SA_PASSWORD SA_PASSWORD ORACLE_PWD mongo_initdb_root_password KEYCLOAK_ADMIN_PASSWORD
  GRAFANA_ADMIN_PASSWORD KC_DB_PASSWORD ssl.key.password javax.net.ssl.keyStorePassword imapPass
  DJANGO_SUPERUSER_PASSWORD repeat_password verifyPassword passwordRepeat passwordAgain
  password_encrypted passwordPlain PasswordHash bcryptHash pwHash secretAccessKeyOld
  circleciToken CIRCLE_TOKEN BUILDKITE_AGENT_TOKEN FLY_API_TOKEN HEROKU_API_KEY RENDER_API_KEY
  VERCEL_TOKEN NETLIFY_AUTH_TOKEN TF_TOKEN_app_terraform_io PULUMI_ACCESS_TOKEN DOPPLER_TOKEN
  OP_SERVICE_ACCOUNT_TOKEN SNYK_TOKEN SONAR_TOKEN CODECOV_TOKEN COVERALLS_REPO_TOKEN TWINE_PASSWORD
  CARGO_REGISTRY_TOKEN GEM_HOST_API_KEY NUGET_API_KEY DOCKER_PASSWORD DOCKERHUB_TOKEN
  REGISTRY_PASSWORD GRAFANA_API_KEY HONEYCOMB_API_KEY LIGHTSTEP_ACCESS_TOKEN NEW_RELIC_API_KEY
  PAGERDUTY_TOKEN OPSGENIE_API_KEY TWILIO_AUTH_TOKEN TWILIO_API_SECRET MAILCHIMP_API_KEY
  POSTMARK_SERVER_TOKEN RESEND_API_KEY BRAINTREE_PRIVATE_KEY PAYPAL_CLIENT_SECRET PLAID_SECRET
  ADYEN_API_KEY KLARNA_PASSWORD MOLLIE_API_KEY SQUARE_ACCESS_TOKEN GROQ_API_KEY MISTRAL_API_KEY
  COHERE_API_KEY PINECONE_API_KEY LANGCHAIN_API_KEY AZURE_CLIENT_SECRET AZURE_OPENAI_KEY
  AZURE_STORAGE_KEY COSMOS_DB_KEY APPINSIGHTS_CONNECTIONSTRING SERVICEBUS_CONNECTION_STRING
  ARM_CLIENT_SECRET GOOGLE_APPLICATION_CREDENTIALS_JSON FIREBASE_PRIVATE_KEY FIREBASE_TOKEN
  UPSTASH_REDIS_REST_TOKEN KV_REST_API_TOKEN BLOB_READ_WRITE_TOKEN EDGE_CONFIG_TOKEN CRON_SECRET
  PAYLOAD_SECRET DIRECTUS_SECRET BETTER_AUTH_SECRET LUCIA_SECRET CLERK_SECRET_KEY AUTH0_SECRET
  AUTH0_CLIENT_SECRET OKTA_CLIENT_TOKEN COGNITO_CLIENT_SECRET IRON_SESSION_PASSWORD REVALIDATE_TOKEN
  REVALIDATION_SECRET PREVIEW_SECRET previewSecret draftModeSecret LIVEBLOCKS_SECRET_KEY
  PUSHER_APP_SECRET ABLY_API_KEY MUX_TOKEN_SECRET CLOUDINARY_API_SECRET IMGIX_SECURE_TOKEN
  ALGOLIA_ADMIN_KEY MEILI_MASTER_KEY TYPESENSE_API_KEY sentryAuthToken slackSigningSecret
  discordBotToken twitterApiSecret TWITTER_BEARER_TOKEN fbAccessToken instagramAccessToken
  linkedinClientSecret zoomClientSecret notionToken airtableApiKey hubspotAccessToken
  salesforceSecurityToken intercomToken zendeskApiToken jiraApiToken confluenceToken
  client-secret app-secret x-auth-token x-amzn-oidc-data-token x-goog-api-key xi-api-key
  x-functions-key x-aws-ec2-metadata-token x-hasura-admin-secret X-Parse-Master-Key X-JWT-Assertion
  x-session-token X-Refresh-Token X-Device-Token Api-Key api-token APIToken ApiSecret OAuthSecret
  HMACKey AESKey RSAPrivateKey PrivateKeyPassword SharedSecret WebhookSigningSecret
  hostPrivateKey tlsPrivateKey ssl_private_key clientPrivateKey signingSecretKey encryptionPassword
  vaultToken unsealKey rootToken joinToken bootstrapToken serviceAccountToken nodeToken agentToken
  kubeToken registrationSecret partnerSecret merchantKey merchantSecret storeKey publicApiSecret
  oneTimeToken onetimePasscode smsOtp emailOtp loginOtp loginCode emailCode backup_codes_2fa twoFaCode
  totp_secret_key authenticatorSecret otpSeed pinHash atmPin walletSeed walletMnemonic mnemonicPhrase
  xprv keystoreJsonPassword accessTokenSecret tokenSecret refresh-token-2 idTokenHint sessionCookies
  authCookies cookieHeader rawCookie basicAuthPass httpPassword proxyPass unlockPassword
`)
const PERSONAL = words(`
  emails emailAddr guestEmail billing_email ownerEmail inviteeEmail payerEmail cc_email phoneNo
  mobile cellPhone telephoneNumber faxNumber contact_phone billingPhone whatsappNumber homeAddr
  streetName street1 addressLine2 address2 shipTo_address passengerFirstName holderLastName
  contactName fullname lastname firstname familyname birth_date birthDay driversLicense
  driverLicenseNumber passportNo nationalIdNumber socialSecurity taxNumber vatId bankAccountNo
  sortCodeAndAccountNumber ibanNumber bic cardNo pan ccNum cardExpiry cvc2 cardSecurityCode
`)

/** Names of secrets, then of personal data, with a value that must not be written. */
export const HELD_OUT_NAMES: readonly (readonly [name: string, value: string])[] = [
  ...NAMES.map((name) => [name, 'Fluffy-cat'] as const),
  ...PERSONAL.map((name) => [name, 'Fluffy'] as const),
]

const SECRET = made('{62:40}')
const HEX = made('{hex:40}')
const of = (secret: string, ...texts: string[]): SecretText[] =>
  texts.map((text) => ({ kind: 'held out', text, secrets: [secret] }))

export const HELD_OUT_URLS: readonly SecretText[] = [
  ...of(
    'fluffy',
    'amqp://guest:fluffy@rabbit:5672/%2f',
    'nats://app:fluffy@nats.example:4222',
    'cloudinary://123456789012345:fluffy@demo',
    'clickhouse://default:fluffy@ch:9000/logs',
    'https://key:fluffy@o1.ingest.sentry.io/17',
    'ftp://anonymous:fluffy%40cat@ftp.example',
    'mssql://sa:fluffy!@db:1433/shop',
    'snowflake://anna:fluffy@account/db?warehouse=w',
    'imaps://anna%40shop.example:fluffy@mail.example',
    'mysql2://app:pre?fluffy#x@db/shop',
    'http://proxy-user:fluffy@10.0.0.1:3128',
    'fetch failed: https://anna:fluffy@api.example/v1',
    'postgresql://db/shop?user=app&password=fluffy',
    'redis://cache:6379?password=fluffy',
    'AccountEndpoint=https://a.example:443/;AccountKey=fluffy==;',
  ),
  ...of(
    SECRET,
    `https://maps.example/api/js?key=${SECRET}&callback=f`,
    `https://api.weather.example/data?appid=${SECRET}`,
    `https://api.example/v3?apiKey=${SECRET}&page=2`,
    `https://api.example/v3?auth_token=${SECRET}`,
    `https://api.example/v3?x-api-key=${SECRET}`,
    `https://login.example/cb?code=${SECRET}&state=${HEX}&iss=x`,
    `https://login.example/cb#id_token=${SECRET}&expires_in=3600`,
    `https://login.example/logout?id_token_hint=${SECRET}`,
    `/api/auth/callback/email?callbackUrl=x&token=${SECRET}&email=x`,
    `/api/revalidate?secret=${SECRET}&path=/`,
    `/api/draft?previewSecret=${SECRET}`,
    `/password/reset/${SECRET}`,
    `/accounts/activate/${SECRET}/`,
    `/users/confirmation?confirmation_token=${SECRET}`,
    `/join/invitation/${SECRET}`,
    `/login/magic?magicToken=${SECRET}`,
    `/files/a.pdf?sp=r&se=2026-01-01&sv=2024-01-01&sr=b&sig=${SECRET}%2B%3D`,
    `https://b.s3.example/k?AWSAccessKeyId=x&Expires=1&Signature=${SECRET}`,
    `https://chat.googleapis.com/v1/spaces/A/messages?key=x&token=${SECRET}`,
    `https://outlook.office.com/webhook/${made('{uuid}')}@${made('{uuid}')}/IncomingWebhook/${SECRET}/${made('{uuid}')}`,
    `https://discordapp.com/api/webhooks/123456789012345678/${SECRET}`,
    `https://hooks.zapier.com/hooks/catch/123456/${SECRET}/`,
    `https://hooks.slack.com/services/T0123ABCD/B0123ABCDEF/${SECRET}`,
    `https://example.com/ws?access_token=${SECRET}`,
    `wss://example.com/cable?jwt=${SECRET}`,
    `/page;JSESSIONID=${SECRET}`,
    `/index.php?PHPSESSID=${SECRET}`,
    `/oauth/token?grant_type=refresh_token&refresh_token=${SECRET}`,
    `/oauth?client_assertion=${SECRET}&x=1`,
    `/saml?SAMLRequest=x&Signature=${SECRET}&SigAlg=y`,
    `/cdn/v.m3u8?Policy=eyJ${SECRET}&Key-Pair-Id=K`,
    `/r?u=https%3A%2F%2Fa.example%2F%3Fapi_key%3D${SECRET}`,
  ),
  ...of(
    HEX,
    `https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Signature=${HEX}`,
    `/login/cb?code=${HEX}&state=abc`,
    `/unsubscribe/${HEX}`,
    `/reset/${HEX}`,
    `/verify-email?token=${HEX}`,
  ),
  ...of(base64('anna:fluffy'), `/ws?auth=${base64('anna:fluffy')}`),
]
