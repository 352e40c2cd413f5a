/** Protobuf wire types (https://protobuf.dev/programming-guides/encoding/#structure). */
export const WireType = { Varint: 0, Fixed64: 1, Length: 2, Fixed32: 5 } as const;
