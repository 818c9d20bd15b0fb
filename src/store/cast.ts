/** The recording format, for rooms that know the store: the codec itself is pure and lies in its own room. */
export * from '../cast/cast.ts';
