/** The user ID as text; undefined for what names nobody. Never throws. */
export function userIdText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? undefined : value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? undefined : objectText(value);
    default:
      return undefined;
  }
}

/** IDs of databases are often objects with a text (MongoDB's ObjectId); other objects have none that names a user. */
function objectText(value: object): string | undefined {
  try {
    if (isThenable(value)) {
      // An asynchronous `getUserId` can't name the user in time; its failure must not end the process.
      value.then(undefined, ignore);
      return undefined;
    }
    const text = String(value);
    return text === '' || text.startsWith('[object ') ? undefined : text;
  } catch {
    return undefined;
  }
}

function isThenable(value: object): value is PromiseLike<unknown> {
  return 'then' in value && typeof value.then === 'function';
}

function ignore(): void {}
