# ruff: noqa: E501 - a pack has long lines
"""The smallest sound pack: one community of two cells, two departments, two categories. Tests spoil it on purpose."""

from pathlib import Path

from govgrid.packs.faults import PackRefused
from govgrid.packs.loading import sound_pack

FILES = {
    "city.toml": """slug = "tiny"
name_en = "Tiny"
name_zh = "小城"
number_prefix = "TI"
time_zone = "Asia/Shanghai"
centre = [102.71, 25.0]
catch_all = "centre"
calendar = "office"
demo = true

[code_widths]
district = 6
street = 9
community = 12
cell = 15
""",
    "areas.csv": """code,parent,level,name_en,name_zh,zone,households,valid_from
9902,,city,Tiny,小城,core,,2024-01-01
990201,9902,district,West,西区,core,,2024-01-01
990201001,990201,street,Hill,山街道,core,,2024-01-01
990201001001,990201001,community,Well,井社区,core,900,2024-01-01
990201001001001,990201001001,cell,Well 1,井1,core,300,2024-01-01
990201001001002,990201001001,cell,Well 2,井2,general,600,2024-01-01
""",
    "boundaries.geojson": """{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"990201001001001"},"geometry":{"type":"Polygon","coordinates":[[[102.70,25.00],[102.71,25.00],[102.71,25.01],[102.70,25.01],[102.70,25.00]]]}},
{"type":"Feature","properties":{"code":"990201001001002"},"geometry":{"type":"Polygon","coordinates":[[[102.71,25.00],[102.72,25.00],[102.72,25.01],[102.71,25.01],[102.71,25.00]]]}}
]}
""",
    "map.geojson": """{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"k":"road","r":1,"name_en":"Well Road","name_zh":"井路"},"geometry":{"type":"LineString","coordinates":[[102.70,25.005],[102.72,25.005]]}}
]}
""",
    "places.csv": """name_en,name_zh,kind,lon,lat
Well Road,井路,road,102.71,25.005
Well Market,井市场,market,102.702,25.002
""",
    "default_points.csv": """name_en,name_zh,lon,lat
Hall door,市政府门口,102.715,25.005
""",
    "calendars.csv": """code,name_en,name_zh,time_zone,mon,tue,wed,thu,fri,sat,sun,always_open
office,Office,办公,Asia/Shanghai,08:00-12:00 14:00-18:00,08:00-12:00,08:00-12:00,08:00-12:00,08:00-12:00,,,0
always,Always,全天,Asia/Shanghai,,,,,,,,1
""",
    "calendar_days.csv": """calendar,day,windows,kind,name_en,name_zh,verified,source
office,2027-10-01,,holiday,National Day,国庆节,1,notice
office,2027-10-09,08:00-12:00,makeup,Make-up,调休,1,notice
""",
    "departments.csv": """code,parent,kind,name_en,name_zh,calendar,area,email,phone
centre,,centre,Grid Centre,网格中心,always,,,12345
roads,,bureau,Roads,市政局,,,roads@tiny.example,
""",
    "categories.csv": """code,parent,kind,name_en,name_zh,icon,source,verified,publish,public,urgent
E01,,event,Roads,道路,road,test,1,automatic,1,0
E0113,E01,event,Damaged road,道路破损,road,test,1,automatic,1,0
E0112,E01,event,Dirty road,道路不洁,road,test,1,automatic,1,0
""",
    "standards.csv": """category,condition_no,condition_en,condition_zh,zone,limit_value,limit_unit,closing_en,closing_zh,close_kind,automatic,law,capture_rule,valid_from,source,verified
E0113,1,A hole,坑洞,,5,working_day,Filled,填平,fixed,1,,,2024-01-01,test,1
E0112,1,Dirt,不洁,,2,working_hour,Clean,清洁,fixed,1,,,2024-01-01,test,1
""",
    "duties.csv": """code,category,area,hours,department,part,priority,reason_en,reason_zh,valid_from,valid_to
D1,E01,,any,roads,host,0,Roads answers,市政局负责,,
D2,,,any,centre,host,-100,All else,其他,,
""",
    "ladders.csv": """ladder,clock,position,offset,unit,action,target
handling,handle,1,0,hour,notify,department_head
handling,handle,2,8,working_hour,raise,supervisor
""",
    "stages.csv": """kind,limit_value,limit_unit
file,0.25,urgent_hour
call,0.0833,urgent_hour
""",
    "reasons.csv": """kind,code,name_en,name_zh
return,not-ours,Not ours,非本部门职责
decline,duplicate,Reported before,重复
""",
    "templates.csv": """code,department,audience,category,move,name_en,name_zh,words_en,words_zh
soon,centre,citizen,E01,,Soon,即将处置,We come to {place} by {due}.,我们将于{due}前到达{place}。
filled,,,,finish,Filled,已填平,The hole is filled.,坑洞已填平。
""",
    "macros.csv": """macro,position,action,move,template,fields,department,category,name_en,name_zh
take,1,move,accept,,,centre,,Take it,受理
take,2,assign,,,to=me,,,,
take,3,message,,soon,,,,,
""",
    "accounts.csv": """username,name_en,name_zh,role,department,area,email
tiny-head,He,何,department_head,roads,,he@tiny.example
tiny-officer,Wu,武,officer,,990201,wu@tiny.example
tiny-supervisor,Su,苏,supervisor,,9902,
""",
}


def write_tiny(folder: Path, *, spoil: dict[str, tuple[str, str]] | None = None) -> Path:
    """Write the pack; `spoil` maps a file to a text in it and what takes its place."""
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        old, new = (spoil or {}).get(name, ("", ""))
        assert old in text, f"{old!r} is not in {name}"
        (folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    """Return the faults of a pack as the command prints them; [] for a sound one."""
    try:
        sound_pack(folder)
    except PackRefused as refused:
        return [str(fault) for fault in sorted(refused.findings.faults)]
    return []


def warnings_of(folder: Path) -> list[str]:
    return [str(warning) for warning in sound_pack(folder)[1].warnings]
