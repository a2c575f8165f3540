"""Believable Chinese place names with their pinyin, drawn without repeating."""

from collections.abc import Iterator

import numpy as np

Name = tuple[str, str]  # (English, Chinese)

FIRST = (
    "金jin 银yin 锦jin 文wen 永yong 新xin 安an 和he 云yun 青qing 白bai 紫zi 碧bi 龙long 凤feng 瑞rui 祥xiang 福fu "
    "明ming 清qing 秀xiu 翠cui 玉yu 松song 竹zhu 梅mei 兰lan 桂gui 枫feng 柳liu 杏xing 桃tao 莲lian 荷he 石shi "
    "红hong 丹dan 星xing 景jing 春chun 长chang 东dong 西xi 南nan 北bei 双shuang 宝bao 广guang 建jian 光guang"
)
SECOND = (
    "湖hu 溪xi 泉quan 岭ling 桥qiao 林lin 园yuan 塘tang 坪ping 岗gang 洲zhou 湾wan 井jing 坡po 亭ting 河he 江jiang "
    "谷gu 台tai 宁ning 康kang 平ping 华hua 兴xing 昌chang 盛sheng 源yuan 庆qing 德de 义yi 泰tai 屏ping 坊fang 桐tong"
)
# Names of well-known real cities and places, or words with another meaning.
AVOID = {
    "西宁",
    "南宁",
    "南昌",
    "南华",
    "南平",
    "北平",
    "北京",
    "西华",
    "东兴",
    "东台",
    "东平",
    "南康",
    "南江",
    "长江",
    "西江",
}

DISTRICTS: tuple[Name, ...] = (
    ("Jinhua", "锦华"),
    ("Wenlan", "文澜"),
    ("Wangjiang", "望江"),
    ("Qingping", "青屏"),
    ("Songquan", "松泉"),
    ("Yunlu", "云麓"),
)
LAKE_DISTRICT: Name = ("Yinghu", "映湖")
LAKE: Name = ("Ying Lake", "映湖")
RIVER: Name = ("Qinglan River", "清澜江")
RING_ROAD: Name = ("Yunling Ring Road", "云岭环路")
RADIALS: tuple[Name, ...] = (
    ("Yingbin Avenue", "迎宾大道"),
    ("Yunshan Avenue", "云山大道"),
    ("Xuefu Avenue", "学府大道"),
    ("Hubin Avenue", "湖滨大道"),
    ("Gaoxin Avenue", "高新大道"),
)


def fresh_words(dice: np.random.Generator) -> Iterator[Name]:
    """Yield two-syllable names in random order; none repeats an earlier one in Chinese or in English."""
    pairs = [(first, second) for first in _syllables(FIRST) for second in _syllables(SECOND)]
    seen: set[str] = set()
    for number in dice.permutation(len(pairs)):
        (zh1, en1), (zh2, en2) = pairs[number]
        english, chinese = (en1 + en2).capitalize(), zh1 + zh2
        # The same sound twice reads as a slip: 竹竹, and also 和河.
        if en1 == en2 or chinese in AVOID or english in seen:
            continue
        seen.add(english)
        yield _with_apostrophe(english, en1, en2), chinese


def called(word: Name, english: str, chinese: str) -> Name:
    """Return `word` with what it is: called(("Cuihu", "翠湖"), "Road", "路") is ("Cuihu Road", "翠湖路")."""
    return f"{word[0]} {english}", f"{word[1]}{chinese}"


def _syllables(text: str) -> list[tuple[str, str]]:
    return [(part[0], part[1:]) for part in text.split()]


def _with_apostrophe(english: str, first: str, second: str) -> str:
    """Return the name as pinyin is written: a second syllable that begins with a vowel gets an apostrophe."""
    return f"{first.capitalize()}'{second}" if second[0] in "aeo" else english
