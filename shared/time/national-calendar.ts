/**
 * The national calendar that the program comes with; a province's administrator may put an edited one in its place (GET and PUT /api/calendar).
 *
 * Where the days come from:
 * - 2025: 国务院办公厅关于2025年部分节假日安排的通知 (国办发明电〔2024〕12号), 2024-11-12
 * - 2026: 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
 * - 2027: no arrangement known when this was written. The days that 全国年节及纪念日放假办法 (revised 2024-11-10) gives to everybody:
 *   元旦 1, 春节 4 with 除夕, 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3. Without days worked in exchange and without those that make up for a weekend.
 */
import type { Calendar } from './calendar.ts';

export const NATIONAL_CALENDAR: Calendar = {
  years: [
    {
      year: 2025, isProvisional: false, source: '国务院办公厅关于2025年部分节假日安排的通知（2024年11月12日）',
      holidays: [
        { festivals: ['newYear'], from: '2025-01-01', to: '2025-01-01' },
        { festivals: ['springFestival'], from: '2025-01-28', to: '2025-02-04' },
        { festivals: ['qingming'], from: '2025-04-04', to: '2025-04-06' },
        { festivals: ['labourDay'], from: '2025-05-01', to: '2025-05-05' },
        { festivals: ['dragonBoat'], from: '2025-05-31', to: '2025-06-02' },
        { festivals: ['nationalDay', 'midAutumn'], from: '2025-10-01', to: '2025-10-08' },
      ],
      makeUpDays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    },
    {
      year: 2026, isProvisional: false, source: '国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）',
      holidays: [
        { festivals: ['newYear'], from: '2026-01-01', to: '2026-01-03' },
        { festivals: ['springFestival'], from: '2026-02-15', to: '2026-02-23' },
        { festivals: ['qingming'], from: '2026-04-04', to: '2026-04-06' },
        { festivals: ['labourDay'], from: '2026-05-01', to: '2026-05-05' },
        { festivals: ['dragonBoat'], from: '2026-06-19', to: '2026-06-21' },
        { festivals: ['midAutumn'], from: '2026-09-25', to: '2026-09-27' },
        { festivals: ['nationalDay'], from: '2026-10-01', to: '2026-10-07' },
      ],
      makeUpDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
    },
    {
      year: 2027, isProvisional: true, source: '全国年节及纪念日放假办法（2024年11月10日修订）',
      holidays: [
        { festivals: ['newYear'], from: '2027-01-01', to: '2027-01-01' },
        { festivals: ['springFestival'], from: '2027-02-05', to: '2027-02-08' },
        { festivals: ['qingming'], from: '2027-04-05', to: '2027-04-05' },
        { festivals: ['labourDay'], from: '2027-05-01', to: '2027-05-02' },
        { festivals: ['dragonBoat'], from: '2027-06-09', to: '2027-06-09' },
        { festivals: ['midAutumn'], from: '2027-09-15', to: '2027-09-15' },
        { festivals: ['nationalDay'], from: '2027-10-01', to: '2027-10-03' },
      ],
      makeUpDays: [],
    },
  ],
};
