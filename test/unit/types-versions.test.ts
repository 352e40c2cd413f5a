import { exports, typesVersions } from '../../package.json';

test('each entry has its types where `exports` is not read: moduleResolution node', () => {
  const typed = Object.entries(exports).flatMap(([name, target]) =>
    name === '.' || typeof target === 'string' ? [] : [[name.slice(2), [target.types]]],
  );
  expect(typesVersions['*']).toEqual(Object.fromEntries(typed));
});
