import { inspect } from 'node:util'
import { base64, generator } from './generated.ts'
import type { SecretText } from './secret-urls.ts'

const made = generator(23)

const SECRET = made('{62:32}')
const LOGIN = { user: 'u1', password: 'tabby' }
const BOUNDARY = '----WebKitFormBoundary7MA4YWxk'
const BASE64_JSON = base64(JSON.stringify(LOGIN))
const BASE64_LINES = base64(JSON.stringify(LOGIN, null, 2))
const BASE64_LIST = base64(JSON.stringify([LOGIN]))
const BASIC = base64('anna:tabby cat')

const of = (kind: string, ...secrets: string[]) => {
  return (...texts: string[]): SecretText[] => texts.map((text) => ({ kind, text, secrets }))
}

const BODIES = [
  ...of('form bodies', 'tabby')(
    'username=u1&password=tabby&remember=1',
    'password=tabby',
    'grant_type=password&username=u1&password=tabby',
    'body: user%5Bpassword%5D=tabby&x=1',
    'user[password]=tabby&x=1',
  ),
  ...of('form bodies', SECRET)(
    `grant_type=authorization_code&code=${SECRET}&redirect_uri=x`,
    `code_verifier=${SECRET}&client_id=app`,
    `assertion=${SECRET}&grant_type=jwt`,
  ),
  ...of('multipart', 'tabby')(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="password"\r\n\r\ntabby\r\n--${BOUNDARY}--`,
    `--${BOUNDARY}\nContent-Disposition: form-data; name="user"\n\nu1\n--${BOUNDARY}\nContent-Disposition: form-data; name="password"\nContent-Type: text/plain\n\ntabby cat\n--${BOUNDARY}--`,
    JSON.stringify({
      body: `--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ntabby\r\n--b--`,
    }),
  ),
  ...of('XML', 'tabby')(
    '<login><user>u1</user><password>tabby</password></login>',
    '<wsse:Password Type="x#PasswordText">tabby</wsse:Password>',
    '<add key="Password" value="tabby" />',
    '<input type="text" name="password" value="tabby">',
    '<property name="password">tabby</property>',
    '<connection password="tabby"/>',
    '<Credentials><SecretAccessKey>tabby</SecretAccessKey></Credentials>',
    '<soap:Body><ns2:clientSecret>tabby</ns2:clientSecret></soap:Body>',
    '<key>password</key><string>tabby</string>',
    JSON.stringify({ body: '<user>\n  <password>tabby</password>\n</user>' }),
    '<password><![CDATA[tabby]]></password>',
  ),
  ...of('base64', BASE64_JSON.slice(8, 24))(
    BASE64_JSON,
    `body: ${BASE64_JSON}`,
    JSON.stringify({ isBase64Encoded: true, body: BASE64_JSON }),
    inspect({ data: BASE64_JSON }),
  ),
  ...of('base64', BASE64_LINES.slice(24, 40))(BASE64_LINES),
  ...of('base64', BASE64_LIST.slice(24, 40))(`payload=${BASE64_LIST}`),
]
const PRINTED = [
  ...of('util.inspect', 'tabby')(
    inspect(
      new Map([
        ['user', 'u1'],
        ['password', 'tabby'],
      ]),
    ),
    inspect(new Map([['password', 'tabby']])),
    inspect(new Map([['body', new Map([['clientSecret', 'tabby']])]])),
    inspect(new URLSearchParams({ user: 'u1', password: 'tabby' })),
    inspect({ login: LOGIN }),
    inspect({ config: { auth: { username: 'tabby', password: 'tabby' } } }),
    inspect(Object.assign(Object.create(null), LOGIN)),
    inspect({ a: [['password', 'tabby 5']] }),
    inspect({ PASSWORD: `tabby's "cat"` }),
    '{:user=>"u1", :password=>"tabby"}',
    '{"user"=>"u1", "password"=>"tabby"}',
    "array('password' => 'tabby')",
    "{'user': 'u1', 'password': 'tabby'}",
    'User(name=u1, password=tabby)',
    'LoginRequest { user: "u1", password: "tabby" }',
    'map[password:tabby user:u1]',
    '{Password:tabby}',
  ),
  ...of('named values', 'tabby')(
    JSON.stringify([{ name: 'DB_PASSWORD', value: 'tabby' }]),
    JSON.stringify({ Name: 'custom:password', Value: 'tabby' }),
    inspect([{ name: 'password', value: 'tabby' }]),
    JSON.stringify([{ key: 'API_KEY', value: 'tabby' }], null, 2),
    '- name: DB_PASSWORD\n  value: tabby',
    JSON.stringify([{ value: 'tabby', name: 'password' }]),
  ),
  ...of('issues of validators', 'tabby')(
    JSON.stringify([
      { code: 'too_small', minimum: 8, input: 'tabby', path: ['password'], message: 'Too small' },
    ]),
    JSON.stringify(
      [{ expected: 'string', code: 'x', input: 'tabby', path: ['user', 'password'] }],
      null,
      2,
    ),
    JSON.stringify({
      details: [{ path: ['password'], context: { value: 'tabby', key: 'password' } }],
    }),
    JSON.stringify({
      errors: [{ type: 'field', value: 'tabby', msg: 'Invalid', path: 'password' }],
    }),
    JSON.stringify({ property: 'password', value: 'tabby', constraints: {} }),
    inspect([{ code: 'custom', path: ['password'], input: 'tabby' }]),
    JSON.stringify({ instancePath: '/password', data: 'tabby', keyword: 'minLength' }),
  ),
]
const SQL = of('SQL', 'tabby')(
  "INSERT INTO users (email, password) VALUES ('a', 'tabby')",
  "insert into users(password,name) values('tabby','x'),('tabby','y')",
  'INSERT INTO `users` (`id`, `password_hash`) VALUES (1, "tabby")',
  "UPDATE users SET password = 'tabby' WHERE id = 1",
  "SELECT id FROM users WHERE name = 'x' AND password='tabby'",
  "ALTER USER app WITH PASSWORD 'tabby'",
  "CREATE USER 'app'@'%' IDENTIFIED BY 'tabby'",
  'Failed query: insert into "users" ("name", "password") values ($1, $2)\nparams: x,tabby',
  'query: SELECT id FROM users WHERE password = $1 -- PARAMETERS: ["tabby"]',
  'Executing (default): INSERT INTO "users" ("id","password") VALUES (DEFAULT,$1) RETURNING "id"; ["tabby"]',
  JSON.stringify({ sql: 'SELECT id FROM users WHERE password = ?', params: ['tabby'] }),
  JSON.stringify({ query: 'UPDATE users SET token = $1', values: ['tabby'] }),
  inspect({ sql: 'INSERT INTO users (password) VALUES (?)', parameters: ['tabby'] }),
  'Key (password_reset_token)=(tabby) already exists.',
)
const COMMANDS = of('commands', 'tabby')(
  'mysqldump -u root -ptabby shop',
  "mysql -h db -uroot -p'tabby' -e 'select 1'",
  'mysql --user=root --password=tabby',
  'mongodump --username app --password tabby --db shop',
  'curl -u anna:tabby https://a.example/',
  "curl --user 'anna:tabby' https://a.example/",
  'curl -s -uanna:tabby https://a.example/',
  'docker login -u anna -p tabby registry.example',
  'sshpass -p tabby ssh host',
  'redis-cli -h cache -a tabby ping',
  'psql "host=db user=app password=tabby"',
  'PGPASSWORD=tabby psql -h db',
  'vault login -method=userpass username=u password=tabby',
  'openssl rsa -passin pass:tabby -in key.pem',
  'wget --http-password=tabby https://a.example/',
  'app --api-key tabby --verbose',
  'app --client-secret "tabby"',
  'kubectl create secret generic db --from-literal=password=tabby',
  'docker run -e DB_PASSWORD=tabby app',
  'export API_TOKEN=tabby',
  'Command failed: mysqldump --password tabby shop',
)
const CONFIGURATION = [
  ...of('configuration', 'tabby')(
    'DB_PASSWORD=tabby\nDB_HOST=db',
    'DB_PASSWORD="tabby"',
    'password: tabby',
    '  password: "tabby"\n  user: app',
    'password = tabby',
    'token = "tabby"',
    'spring.datasource.password=tabby',
    'Server=db;User Id=app;Password=tabby;Encrypt=true',
    'Driver={x};Uid=app;Pwd=tabby;',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=tabby==;EndpointSuffix=x',
    'Endpoint=sb://a.example/;SharedAccessKeyName=Root;SharedAccessKey=tabby=',
    'machine api.example login anna password tabby',
    'api_key: tabby',
    'secret-key: tabby',
    'requirepass tabby',
    'ENV API_KEY tabby',
  ),
  ...of('configuration', BASIC)(
    `//registry.npmjs.org/:_auth=${BASIC}`,
    `_auth = "${BASIC}"`,
    JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth: BASIC } } }),
  ),
  ...of('configuration', SECRET)(
    `//registry.npmjs.org/:_authToken=${SECRET}`,
    `//registry.npmjs.org/:_password=${SECRET}`,
    `PHPSESSID=${SECRET}; path=/`,
    `JSESSIONID=${SECRET}`,
    `connect.sid=s%3A${SECRET}.${SECRET}`,
    `Digest username="anna", realm="a", nonce="n", response="${SECRET}"`,
    `Policy=eyJTdGF0ZW1lbnQiOlt7${SECRET}_; Domain=x`,
    `CloudFront-Policy=eyJTdGF0ZW1lbnQiOlt7${SECRET}_; CloudFront-Signature=x`,
  ),
  ...of('password hashes', SECRET.slice(0, 20))(
    `stored $2b$10$${SECRET.slice(0, 22)}${SECRET.slice(0, 31)}`,
    `$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$${SECRET}`,
    `anna:$apr1$abcdefgh$${SECRET.slice(0, 22)}`,
    `root:$6$saltsalt$${SECRET}${SECRET}:19000:0`,
  ),
]

export const SECRET_FORMS: readonly SecretText[] = [
  ...BODIES,
  ...PRINTED,
  ...SQL,
  ...COMMANDS,
  ...CONFIGURATION,
]

/** Objects whose shape tells what is secret in them. */
export const SECRET_OBJECTS: readonly { kind: string; value: unknown; secret: string }[] = [
  { kind: 'JWK', value: { kty: 'RSA', n: 'n', e: 'AQAB', d: SECRET }, secret: SECRET },
  { kind: 'JWK', value: { kty: 'oct', k: SECRET }, secret: SECRET },
  {
    kind: 'JWK',
    value: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', d: SECRET }] },
    secret: SECRET,
  },
  { kind: 'zod', value: [{ code: 'x', path: ['password'], input: 'tabby' }], secret: 'tabby' },
  {
    kind: 'zod',
    value: { issues: [{ code: 'x', path: ['user', 'password'], input: 'tabby' }] },
    secret: 'tabby',
  },
  {
    kind: 'Joi',
    value: [
      { path: ['password'], context: { label: 'password', value: 'tabby', key: 'password' } },
    ],
    secret: 'tabby',
  },
  {
    kind: 'express-validator',
    value: { path: 'password', value: 'tabby', msg: 'x' },
    secret: 'tabby',
  },
  { kind: 'class-validator', value: { property: 'password', value: 'tabby' }, secret: 'tabby' },
  { kind: 'ajv', value: { instancePath: '/user/password', data: 'tabby' }, secret: 'tabby' },
  { kind: 'Cognito', value: [{ Name: 'phone_number', Value: 'tabby' }], secret: 'tabby' },
  {
    kind: 'container',
    value: { environment: [{ name: 'DB_PASSWORD', value: 'tabby' }] },
    secret: 'tabby',
  },
  {
    kind: 'SQL',
    value: { sql: 'INSERT INTO users (email, password) VALUES (?, ?)', params: ['x', 'tabby'] },
    secret: 'tabby',
  },
  {
    kind: 'SQL',
    value: { text: 'SELECT 1 FROM users WHERE reset_token = $1', values: ['tabby'] },
    secret: 'tabby',
  },
  {
    kind: 'SQL',
    value: { query: 'UPDATE users SET password_hash = :p', parameters: { p: 'tabby' } },
    secret: 'tabby',
  },
  { kind: 'docker', value: { auths: { 'index.docker.io': { auth: BASIC } } }, secret: BASIC },
  { kind: 'base64', value: { body: BASE64_JSON, isBase64Encoded: true }, secret: BASE64_JSON },
]
