/** 提醒: whether, and when not. Says so when this machine cannot show notifications of the system. */
import { Segmented, Select } from 'antd';
import type { Settings } from '#shared/ipc/contract.ts';
import { DAY_MINUTES } from '#shared/time/china-day.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import { useText } from '#renderer/ui/text.tsx';
import { Group, Line } from './Group.tsx';
import { clockOf } from './clock.ts';

const STEP_MINUTES = 30;
const HALF_HOURS = Array.from({ length: DAY_MINUTES / STEP_MINUTES }, (_, index) => index * STEP_MINUTES);

interface ReminderGroupProps {
  readonly value: ReminderSettings;
  readonly canNotify: boolean;
  readonly onChange: (patch: Partial<Settings>) => void;
}

export function ReminderGroup({ value, canNotify, onChange }: ReminderGroupProps) {
  const text = useText();
  const onOff = [{ value: true, label: text('time.settings.on') }, { value: false, label: text('time.settings.off') }];
  const minutes = (chosen: number): readonly number[] => (HALF_HOURS.includes(chosen) ? HALF_HOURS : [...HALF_HOURS, chosen].toSorted((a, b) => a - b));
  const clock = (label: string, chosen: number, change: (minute: number) => void) => (
    <Select aria-label={label} className="clock" value={chosen} onChange={change} options={minutes(chosen).map((minute) => ({ value: minute, label: clockOf(minute) }))} />
  );
  return (
    <Group title={text('time.settings.title')}>
      <Line label={text('time.settings.ordinary')} hint={text('time.settings.ordinary.hint')}>
        <Segmented aria-label={text('time.settings.ordinary')} value={value.ordinaryReminders} onChange={(ordinaryReminders) => onChange({ ordinaryReminders })} options={onOff} />
      </Line>
      <Line label={text('time.settings.quiet')} hint={text('time.settings.quiet.hint')}>
        {clock(text('time.settings.quietFrom'), value.quietFromMinute, (quietFromMinute) => onChange({ quietFromMinute }))}
        <span>{text('time.settings.until')}</span>
        {clock(text('time.settings.quietTo'), value.quietToMinute, (quietToMinute) => onChange({ quietToMinute }))}
      </Line>
      <Line label={text('time.settings.workingDaysOnly')} hint={text('time.settings.workingDaysOnly.hint')}>
        <Segmented aria-label={text('time.settings.workingDaysOnly')} value={value.workingDaysOnly} onChange={(workingDaysOnly) => onChange({ workingDaysOnly })} options={onOff} />
      </Line>
      {!canNotify && <Line label={text('time.settings.system')}><span className="value">{text('time.settings.unsupported')}</span></Line>}
    </Group>
  );
}
