import { userIdText } from '../../../src/http/user-id.js';

class ObjectId {
  toString(): string {
    return '507f1f77bcf86cd799439011';
  }
}

describe('user ID', () => {
  it.each([
    ['u-1', 'u-1'],
    [42, '42'],
    [0, '0'],
    [7n, '7'],
    [new ObjectId(), '507f1f77bcf86cd799439011'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [Symbol('id'), undefined],
    [() => 'id', undefined],
    [{ id: 1 }, undefined],
    [Object.create(null), undefined],
  ])('of %p is %p', (value, expected) => {
    expect(userIdText(value)).toBe(expected);
  });

  it('is absent for an object whose text throws', () => {
    const hostile = {
      toString() {
        throw new Error('no');
      },
    };
    expect(userIdText(hostile)).toBeUndefined();
  });

  it('is absent for a promise, whose rejection ends nothing', async () => {
    const rejections: unknown[] = [];
    const listener = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', listener);
    expect(userIdText(Promise.reject(new Error('late')))).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(rejections).toEqual([]);
  });
});
