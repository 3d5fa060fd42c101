// dazn-lambda-powertools loads version 2 of AWS's SDK, and uses it for DynamoDB's streams alone.
export const Converter = {}
