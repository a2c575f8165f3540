"""中文日期与时间的写法：数字与汉字之间留空，二十四小时制。"""

DATE_FORMAT = "Y 年 n 月 j 日"
DATETIME_FORMAT = "Y 年 n 月 j 日 H:i"
TIME_FORMAT = "H:i"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
MONTH_DAY_FORMAT = "n 月 j 日"
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
