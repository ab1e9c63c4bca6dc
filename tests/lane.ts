/** Files that run at the same time keep their state apart: each lane has a folder of its own. */
process.env.WORKBOOK_HOME = `${process.env.WORKBOOK_TEST_HOME}-${process.env.VITEST_POOL_ID}`;
