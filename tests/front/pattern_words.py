"""Believable content for the pattern page, in both languages, as a department's afternoon would show it."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from govgrid.lib.bilingual import in_language as say

NOON = datetime(2026, 11, 20, 4, 20, tzinfo=UTC)
PHOTO = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 30'%3E%3Crect width='40' "
    "height='30' fill='%23788'/%3E%3Cpath d='M0 30l14-16 8 9 6-6 12 13z' fill='%23455'/%3E%3C/svg%3E"
)
CASES = [
    (
        "trash",
        "Overflowing bins not collected for three days, strong smell near the school gate",
        "垃圾满溢三天未清运，学校门口异味明显",
        "dispatched",
        "late",
        "1 h 12 min late",
        "超时 1 小时 12 分",
    ),
    (
        "car",
        "Cars parked in the fire lane",
        "机动车占用消防通道",
        "handling",
        "late",
        "25 min late",
        "超时 25 分",
    ),
    (
        "bulb",
        "Three street lights in a row are dark",
        "路灯连续三盏不亮",
        "handling",
        "warn",
        "38 min left",
        "剩 38 分",
    ),
    (
        "droplet",
        "Sewage manhole cover broken and sinking",
        "污水井盖破损下沉",
        "filed",
        "warn",
        "52 min left",
        "剩 52 分",
    ),
    (
        "building-store",
        "Shop goods block the tactile paving",
        "店外经营占用盲道",
        "checking",
        "ok",
        "3 h 40 min left",
        "剩 3 小时 40 分",
    ),
    (
        "tree",
        "Broken branch hangs over the pavement",
        "行道树断枝悬挂",
        "suspended",
        "paused",
        "Paused",
        "已暂停",
    ),
    (
        "road",
        "Loose paving slabs, an old man has fallen",
        "人行道地砖松动致人绊倒",
        "closed",
        "done",
        "In time",
        "按时办结",
    ),
]
LABELS = {
    "reported": ("Reported", "已上报"),
    "verifying": ("Being verified", "核实中"),
    "filed": ("Filed", "已立案"),
    "dispatched": ("Dispatched", "已派遣"),
    "handling": ("Being handled", "处置中"),
    "suspended": ("Suspended", "挂账"),
    "returned": ("Returned", "已退回"),
    "handled": ("Handled", "已处置"),
    "checking": ("Being checked", "核查中"),
    "checked": ("Checked", "核查通过"),
    "closed": ("Closed", "已结案"),
    "declined": ("Not accepted", "不予立案"),
    "merged": ("Merged", "已并案"),
}
WORDS = {
    "page": ("Urban Management Squad · Cases to handle", "城管执法中队 · 待办案件"),
    "lede": ("Panlong area · updated Fri 20 Nov, 12:20", "盘龙片区 · 11 月 20 日 周五 12:20 更新"),
    "export": ("Export", "导出"),
    "new": ("Log a case", "登记案件"),
    "queue": ("Cases to handle", "待办案件"),
    "filter": ("Show", "筛选"),
    "case": ("Case", "案件"),
    "status": ("Status", "状态"),
    "due": ("Time left", "时限"),
    "cell": ("Cell / handler", "网格 / 负责人"),
    "range": ("1–7 of 128", "第 1–7 件，共 128 件"),
    "map": ("Cases on this page", "案件分布（本页）"),
    "open_map": ("Open the map", "网格地图"),
    "history": ("What has happened", "办理过程"),
    "statuses": ("Statuses, time and buttons", "状态、时限与按钮"),
    "chip": ("Street order", "街面秩序"),
    "withdraw": ("Cancel the case", "撤销案件"),
    "later": ("Later", "稍后"),
    "form": ("Report a problem", "上报问题"),
    "send": ("Send the report", "提交上报"),
    "said": ("Answers", "反馈"),
    "thanks": ("Thank you, your report has arrived", "感谢您，上报已收到"),
    "your_number": ("Your number", "您的编号"),
    "thanks_text": (
        "Keep the private link below to follow it.",
        "请保存下方的专属链接，随时查看办理进展。",
    ),
    "why": ("Why here?", "为什么派给这里？"),
    "because": (
        "Duty 17 names the Sanitation Bureau for waste in Jin'an District.",
        "权责第 17 条：金安区生活垃圾由环卫局主办。",
    ),
    "lists": ("Lists and facts", "列表与要素"),
    "facts": ("The report", "上报内容"),
    "empty": ("Nothing waits here", "暂无待办"),
    "empty_text": (
        "New cases appear as soon as they are dispatched.",
        "新案件派遣后会立即出现在这里。",
    ),
}


def words() -> dict[str, str]:
    return {key: say(*pair) for key, pair in WORDS.items()}


def cases() -> list[dict]:
    return [
        {
            "n": n,
            "icon": icon,
            "title": say(english, chinese),
            "status": status,
            "status_label": say(*LABELS[status]),
            "due_state": due,
            "due_words": say(left, left_zh),
            "number": f"YL-20261120-{418 - 7 * n:04d}",
            "place": say("112 Qinglin Road, by the bin room", "青林路 112 号垃圾房旁"),
            "cell": f"990103-03-{n:03d}",
            "who": say("Li Wenjing", "李文静") if n % 2 else "—",
            "selected": n == 2,
        }
        for n, (icon, english, chinese, status, due, left, left_zh) in enumerate(CASES, 1)
    ]


def points() -> list[dict]:
    spots = [
        (102.7, 25.041),
        (102.7045, 25.0435),
        (102.708, 25.038),
        (102.7095, 25.0384),
        (102.692, 25.046),
        (102.713, 25.045),
        (102.697, 25.035),
    ]
    return [
        {
            "n": case["n"],
            "lon": lon,
            "lat": lat,
            "title": case["title"],
            "url": "#case",
            "state": case["due_state"],
        }
        for case, (lon, lat) in zip(cases(), spots, strict=True)
    ]


def entries() -> list[dict]:
    photos = [{"url": PHOTO, "alt": say("Before", "处置前"), "caption": say("Before, 10:02", "处置前 10:02")}] * 2
    return [
        {
            "at": NOON,
            "who": say("A citizen", "市民"),
            "state": "done",
            "sentence": say("Reported by the public form", "市民通过公众端上报"),
            "note": say("It has smelled for three days.", "已经臭了三天。"),
            "photos": photos,
        },
        {
            "at": NOON,
            "who": say("The system", "系统"),
            "state": "done",
            "sentence": say("Filed and dispatched to the Sanitation Bureau", "立案并派遣至环卫局"),
        },
        {
            "at": NOON,
            "state": "late",
            "sentence": say("Late: the head of department was told", "超时：已通知部门负责人"),
        },
        {
            "at": NOON,
            "who": say("Li Wenjing", "李文静"),
            "state": "now",
            "sentence": say("Being handled", "正在处置"),
        },
        {"sentence": say("Check by another officer", "由其他网格员核查")},
    ]


def notices() -> list[tuple]:
    return [
        ("ok", "circle-check", say("The case was sent to the Roads Bureau.", "案件已派遣至道路管理局。")),
        ("info", "info-circle", say("Li Wenjing is looking at this case too.", "李文静也在查看本案件。")),
        (
            "warn",
            "alert-triangle",
            say("The calendar of 2027 is provisional.", "2027 年工作日历为暂定。"),
        ),
        (
            "late",
            "alert-triangle",
            say("Someone else has just moved this case.", "其他人刚刚流转了本案件。"),
        ),
    ]


def rows() -> list[dict]:
    return [
        {
            "label": say("Place", "地点"),
            "value": say("112 Qinglin Road", "青林路 112 号"),
            "url": "#",
            "action": _("Change"),
        },
        {"label": say("Kind", "类别"), "value": say("Street waste", "暴露垃圾"), "url": "#", "action": _("Change")},
        {"label": say("Reporter", "上报人"), "value": "138****5678"},
    ]
