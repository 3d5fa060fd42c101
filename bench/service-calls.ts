/** A call that the handler makes to a service, and the metadata to log. */
export interface ServiceCall {
  readonly service: string
  readonly operation: string
  readonly metadata: Readonly<Record<string, unknown>>
  run(): Promise<number>
}

/** The four calls of every request. They are answered at once, so that only logging takes time. */
export const SERVICE_CALLS: readonly ServiceCall[] = [
  {
    service: 'http',
    operation: 'get',
    metadata: { host: 'images.example.com', path: '/cats/tabby.jpg' },
    run: answer,
  },
  {
    service: 'bedrock',
    operation: 'invokeModel',
    metadata: { modelId: 'us.stability.stable-image-remove-background-v1:0' },
    run: answer,
  },
  {
    service: 's3',
    operation: 'putObject',
    metadata: { bucket: 'bg-remover-results', key: 'results/job_17.png', bytes: 482_133 },
    run: answer,
  },
  {
    service: 'dynamodb',
    operation: 'putItem',
    metadata: { table: 'bg-remover-jobs', attempts: 1 },
    run: answer,
  },
]

async function answer(): Promise<number> {
  return 200
}
