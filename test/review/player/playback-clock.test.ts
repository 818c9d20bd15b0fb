import {PlaybackClock} from '../../../src/review/player/playback-clock.ts';

const SECOND = 1_000_000;
const createClock = (speed = 1, idleLimitUs: number | null = null) =>
  new PlaybackClock({positionUs: 0, speed, idleLimitUs, nowMs: 1000});

describe('PlaybackClock', () => {
  test('runs as fast as its speed says, also when that changes', () => {
    const clock = createClock(2);
    expect(clock.positionUs(2000)).toBe(2 * SECOND);
    clock.setSpeed(0.5, 2000);
    expect(clock.positionUs(4000)).toBe(3 * SECOND);
    expect(clock.msUntil(4 * SECOND, 4000)).toBe(2000);
  });

  test('stands while paused', () => {
    const clock = createClock();
    clock.pause(2000);
    expect([clock.positionUs(9000), clock.msUntil(5 * SECOND, 9000)]).toEqual([SECOND, Number.POSITIVE_INFINITY]);
    clock.resume(9000);
    expect(clock.positionUs(10_000)).toBe(2 * SECOND);
  });

  test('cuts idleness to the limit', () => {
    const clock = createClock(1, 2 * SECOND);
    expect(clock.reaches(100 * SECOND, 2999)).toBe(false);
    expect(clock.msUntil(100 * SECOND, 2000)).toBe(1000);
    expect(clock.reaches(100 * SECOND, 3000)).toBe(true);
    expect(clock.positionUs(3000)).toBe(100 * SECOND);
  });

  test('counts idleness from what was seen last', () => {
    const clock = createClock(1, 2 * SECOND);
    clock.noteActivity(1.5 * SECOND);
    expect(clock.msUntil(10 * SECOND, 1000)).toBe(3500);
    expect(clock.msUntil(2 * SECOND, 1000)).toBe(2000);
  });

  test('goes through the speeds of the keys and stops at both ends', () => {
    const clock = createClock(3);
    clock.shiftSpeed(1, 1000);
    expect(clock.speed).toBe(4);
    for (let press = 0; press < 9; press++) clock.shiftSpeed(1, 1000);
    expect(clock.speed).toBe(16);
    for (let press = 0; press < 9; press++) clock.shiftSpeed(-1, 1000);
    expect(clock.speed).toBe(0.25);
  });
});
