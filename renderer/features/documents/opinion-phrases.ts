/** 常用语 for opinions and reasons. What is written goes into the record of the document, so it is Chinese whatever the language of the screen. */
export const AGREEING = ['同意。', '同意发出。', '同意，请按程序办理。'] as const;
export const RETURNING = ['请补充政策依据。', '请核实数据后再报。', '请精炼文字后再报。'] as const;
