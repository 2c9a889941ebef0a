/** The few functions that browsers of five years ago (Chrome 90, Safari 15.0) lack and that the page or its packages use. */

if (!Reflect.has(Object, 'hasOwn')) {
  const has = Object.prototype.hasOwnProperty;
  define(Object, 'hasOwn', (value: object, name: PropertyKey) => has.call(value, name));
}

for (const kind of [Array, String, Uint8Array]) {
  if (Reflect.has(kind.prototype, 'at')) continue;
  define(kind.prototype, 'at', function at(this: ArrayLike<unknown>, index: number) {
    return this[index < 0 ? this.length + index : index];
  });
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
