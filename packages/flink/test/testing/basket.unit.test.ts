import {
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type OnTimerContext,
  type ValueState,
  ValueStateDescriptor,
} from '@workbook/flink';
import { testHarness } from '@workbook/flink/testing';
import { expect, it } from 'vitest';

const TEN_MINUTES = 10 * 60_000;

interface Purchase {
  customer: string;
  price: number;
}
type Total = Purchase;

/** Adds up what a customer buys within ten minutes of the first purchase. */
class Basket extends KeyedProcessFunction<string, Purchase, Total> {
  private total!: ValueState<number>;

  override open() {
    this.total = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('total'));
  }

  processElement({ price }: Purchase, ctx: KeyedProcessContext<string>) {
    const total = this.total.value();
    if (total === null) ctx.timerService().registerEventTimeTimer((ctx.timestamp() ?? 0) + TEN_MINUTES);
    this.total.update((total ?? 0) + price);
  }

  override onTimer(_at: number, ctx: OnTimerContext<string>, out: Collector<Total>) {
    out.collect({ customer: ctx.getCurrentKey(), price: this.total.value() ?? 0 });
    this.total.clear();
  }
}

const harness = () => testHarness(new Basket(), ({ customer }) => customer);

it('gives the total after ten minutes, and keeps nothing', () => {
  const basket = harness();
  basket.processElement({ customer: 'ann', price: 2 }, 1000);
  basket.processElement({ customer: 'ann', price: 3 }, 5000);
  basket.processWatermark(1000 + TEN_MINUTES);
  expect(basket.output()).toEqual([{ customer: 'ann', price: 5 }]);
  expect(basket.numKeyedStateEntries()).toBe(0);
  expect(basket.numEventTimeTimers()).toBe(0);
});

it('survives a failure between two purchases', () => {
  const before = harness();
  before.processElement({ customer: 'ann', price: 2 }, 1000);
  const after = harness().initializeState(before.snapshot());
  after.processElement({ customer: 'ann', price: 3 }, 5000);
  after.processWatermark(Number.MAX_SAFE_INTEGER);
  expect(after.output()).toEqual([{ customer: 'ann', price: 5 }]);
});
