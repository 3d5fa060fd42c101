/** What Lambda sets for a function with active tracing. */
export const LAMBDA: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: 'shop-orders',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: '/var/task',
  _HANDLER: 'index.handler',
  _X_AMZN_TRACE_ID: 'Root=1-01a2033f-87ef76348bbae9bc8f6c8926;Parent=00f067aa0ba902b7;Sampled=1',
}
