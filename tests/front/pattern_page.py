"""Renders templates/patterns.html without a database, in any look and language."""

import json
from types import SimpleNamespace

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation

from govgrid.lib.bilingual import in_language as say
from tests.front import pattern_words as content

MISSING = {
    "address": ("Tell us where it is", "请填写地点"),
    "kind": ("Choose what it is about", "请选择问题类别"),
    "words": ("Tell us what you see", "请描述您看到的情况"),
    "agree": ("Say whether the city may show it", "请确认是否同意公开"),
}


class ReportForm(forms.Form):
    """One field of each kind that pages use."""

    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    coord_system = forms.CharField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    address = forms.CharField()
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "data-key": "w"}))
    street = forms.ChoiceField(required=False)
    photos = forms.FileField(required=False)
    agree = forms.BooleanField(required=True)
    stars = forms.ChoiceField(widget=forms.RadioSelect, required=False)

    def __init__(self, data: dict | None = None) -> None:
        super().__init__(data)
        self.fields["address"].label = say("Address or landmark", "地址或标志物")
        self.fields["address"].help_text = say("A street and number, a shop, a bus stop.", "街道门牌、店铺或公交站。")
        self.fields["kind"].label = say("What is it about?", "是什么问题？")
        self.fields["kind"].choices = [
            ("waste", say("Waste on the street", "暴露垃圾")),
            ("light", say("Street light", "路灯")),
            ("road", say("Road or pavement", "道路或人行道")),
            ("other", say("Something else, or I am not sure", "其他，或不确定")),
        ]
        self.fields["words"].label = say("Tell what you see", "请描述您看到的情况")
        self.fields["street"].label = say("Sub-district", "街道")
        self.fields["street"].choices = [("", say("Any", "全部")), ("1", say("Hua'an", "华安街道"))]
        self.fields["photos"].label = say("Photos", "照片")
        self.fields["agree"].label = say("The city may show this report in public", "同意公开本次上报")
        for name, wish in MISSING.items():
            self.fields[name].error_messages["required"] = say(*wish)
        self.fields["stars"].label = say("Was it solved well?", "办理得怎么样？")
        self.fields["stars"].choices = [
            (str(n), f"{n} {say(*pair)}".strip())
            for n, pair in enumerate([("bad", "差"), ("", ""), ("fair", "一般"), ("", ""), ("very well", "很好")], 1)
        ]


class QueueFilter(forms.Form):
    def __init__(self) -> None:
        super().__init__(auto_id="filter_%s")
        names = [
            ("category", "Category", "类别"),
            ("area", "Sub-district", "街道"),
            ("due", "Time left", "时限"),
            ("handler", "Handler", "负责人"),
        ]
        for name, english, chinese in names:
            choices = [("", say("All", "全部")), ("1", say("Li Wenjing", "李文静"))]
            self.fields[name] = forms.ChoiceField(label=say(english, chinese), choices=choices, required=False)


def frame() -> dict:
    """What cases.views.frame gives a page of staff."""
    items = [
        ("inbox", "Cases to handle", "待办案件", 128, True),
        ("map", "Map", "网格地图", None, False),
        ("layout-dashboard", "Board", "指挥大屏", None, False),
        ("chart-bar", "Figures", "统计报表", None, False),
    ]
    nav = [
        {"url": "#", "icon": icon, "label": say(english, chinese), "count": count, "current": current}
        for icon, english, chinese, count, current in items
    ]
    return {
        "city": say("Yunling", "云岭市"),
        "unread": 3,
        "user_name": say("Wang Fang", "王芳"),
        "role_names": [say("Handler", "处置员"), say("Sanitation Bureau", "环卫局")],
        "nav": [
            {"title": say("Work", "工作台"), "items": nav},
            {"title": say("Administration", "管理"), "items": nav[3:]},
        ],
    }


def context(look: str, state: str) -> dict:
    """Everything that the page shows; `look` is staff or public."""
    data = {"lon": "", "words": "", "address": "", "kind": "", "agree": ""}
    words = content.words()
    cases = content.cases()
    tabs = [("All", "全部", 128), ("To accept", "待接单", 12), ("In work", "处理中", 47), ("To check", "待核查", 9)]
    return {
        "look": look,
        "words": words,
        "frame": frame() if look == "staff" else {"city": say("Yunling", "云岭市")},
        "user": SimpleNamespace(is_authenticated=True) if look == "staff" else AnonymousUser(),
        "request": SimpleNamespace(path="/patterns/", get_full_path="/patterns/"),
        "csrf_token": "token",
        "kpis": kpis(),
        "tabs": [
            {"url": "#", "label": say(en, zh), "count": count, "current": not n}
            for n, (en, zh, count) in enumerate(tabs)
        ],
        "filters": list(QueueFilter()),
        "cases": cases,
        "points": content.points(),
        "entries": content.entries(),
        "statuses": [(value, say(*pair)) for value, pair in content.LABELS.items()],
        "dues": [(case["due_state"], case["due_words"]) for case in cases],
        "bars": [
            {"percent": 84, "label": say("In time: 84 %", "按时办结 84%"), "tone": "ok"},
            {"percent": 31.5, "label": say("Reopened: 31.5 %", "返工 31.5%"), "tone": "late"},
        ],
        "form": ReportForm(data if state == "refused" else None),
        "notices": content.notices(),
        "cards": [{**case, "photo": content.PHOTO if n == 1 else ""} for n, case in enumerate(cases[:3])],
        "rows": content.rows(),
        "steps": [
            (say("Tell us what you see", "随手上报"), say("A place, some words, a photo.", "位置、文字、照片。")),
            (say("The right people get it", "精准派遣"), say("By duty, within minutes.", "按权责，几分钟内到位。")),
            (say("You judge the result", "由您评判"), say("Not solved? It opens again.", "没解决？重新办理。")),
        ],
    }


def kpis() -> list[dict]:
    rows = [
        ("inbox", "To accept", "待接单", 12, ""),
        ("list-check", "In work", "处理中", 47, ""),
        ("clock", "Due soon", "即将超时", 9, "warn"),
        ("alert-triangle", "Late", "已超时", 4, "late"),
        ("circle-check", "Closed today", "今日办结", 31, "ok"),
    ]
    return [
        {"icon": icon, "label": say(english, chinese), "value": value, "tone": tone, "url": "#"}
        for icon, english, chinese, value, tone in rows
    ]


def render(look: str = "staff", language: str = "en", state: str = "refused") -> str:
    """The page; `state` is refused (the form came back with faults) or fresh."""
    with translation.override(language):
        return render_to_string("patterns.html", context(look, state))


def town_map() -> str:
    """A background of one district with a river, a park and three roads, as a city pack gives it."""
    box = [[102.66, 25.01], [102.74, 25.01], [102.75, 25.07], [102.67, 25.075], [102.66, 25.01]]
    river = [[102.66, 25.02], [102.7, 25.03], [102.75, 25.028], [102.75, 25.024], [102.7, 25.026], [102.66, 25.016]]
    park = [[102.69, 25.047], [102.697, 25.048], [102.696, 25.052], [102.689, 25.051], [102.69, 25.047]]
    shapes = [
        ("land", "Polygon", [box], {}),
        ("water", "Polygon", [[*river, river[0]]], {}),
        ("park", "Polygon", [park], {"n_en": "Lotus Park", "n_zh": "莲花公园"}),
        ("road", "LineString", [[102.66, 25.04], [102.75, 25.044]], {"r": 0, "n_en": "Qinglin Road", "n_zh": "青林路"}),
        (
            "road",
            "LineString",
            [[102.705, 25.01], [102.7, 25.072]],
            {"r": 1, "n_en": "Beichen Avenue", "n_zh": "北辰大道"},
        ),
        ("road", "LineString", [[102.69, 25.035], [102.72, 25.055]], {"r": 2}),
        ("area", "Polygon", [box], {"l": "district", "n_en": "Jin'an District", "n_zh": "金安区"}),
    ]
    features = [
        {"type": "Feature", "geometry": {"type": kind, "coordinates": where}, "properties": {"k": k, **more}}
        for k, kind, where, more in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
