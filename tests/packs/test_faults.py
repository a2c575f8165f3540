# ruff: noqa: E501 - a table reads best with one row a line
"""Every kind of fault, each planted in an otherwise sound pack and named with its file and line."""

from pathlib import Path

import pytest

from tests.packs.tiny import FILES, faults_of, warnings_of, write_tiny

CELL_2 = "990201001001002"

SPOILT = [
    # city.toml
    ("city.toml", 'slug = "tiny"', "slug = tiny", "city.toml:1: This is no TOML"),
    ("city.toml", 'slug = "tiny"\n', "", "city.toml:1: slug is missing."),
    ("city.toml", '"TI"', '"Tiny!"', "city.toml:4: number_prefix must be two to four capital letters."),
    ("city.toml", "Asia/Shanghai", "Asia/Yunling", "city.toml:5: time_zone: 'Asia/Yunling' is no time zone"),
    ("city.toml", "[102.71, 25.0]", '"here"', "city.toml:6: centre must be of type list."),
    ("city.toml", "demo = true", "demo = 1", "city.toml:9: demo must be of type bool."),
    ("city.toml", '"centre"', '"nobody"', "city.toml:7: catch_all 'nobody' is no department of this pack."),
    ("city.toml", '"office"', '"lunch"', "city.toml:8: calendar 'lunch' is no calendar of this pack."),
    ("city.toml", "102.71, 25.0", "1027.1, 25.0", "city.toml:6: centre must be [longitude, latitude] in degrees."),
    ("city.toml", '"Tiny"', f'"{"T" * 101}"', "city.toml:2: name_en is longer than 100 letters."),
    ("city.toml", "cell = 15", 'cell = "15"', "city.toml:11: code_widths must be a table of levels and whole numbers"),
    ("city.toml", "demo = true", 'demo = true\nreopen_days = "30"', "city.toml:10: reopen_days must be of type int."),
    ("city.toml", "demo = true", "demo = true\nreview_percent = 101", "city.toml:10: review_percent must be a whole number from 0 to 100."),
    ("city.toml", "demo = true", "demo = true\nfiling_needs_approval = 1", "city.toml:10: filing_needs_approval must be of type bool."),
    # the form of a sheet
    ("areas.csv", "Well 1", "Well\0 1", "areas.csv:6: This line holds a zero byte"),
    ("areas.csv", "Well 1", "W" * 140_000, "areas.csv:6: From here on this cannot be read as CSV"),
    ("areas.csv", "households,", "", "areas.csv:1: The column households is missing"),
    ("areas.csv", "West,西区", 'West,"西区', "areas.csv:"),
    ("areas.csv", "core,300,", "core,many,", "areas.csv:6: households: 'many' is no whole number"),
    ("areas.csv", "core,300,2024-01-01", "core,300,1.1.2024", "areas.csv:6: valid_from: '1.1.2024' is no date"),
    ("areas.csv", "core,300", "old town,300", "areas.csv:6: zone: 'old town' is not one of core, general, suburb."),
    ("areas.csv", "Well 1,井1", ",", "areas.csv:6: name_en and name_zh are both empty"),
    ("areas.csv", "Well 1", "W" * 121, "areas.csv:6: name_en is longer than 120 letters."),
    ("areas.csv", CELL_2, "990201001001001", "areas.csv:7: code 990201001001001 stands already in line 6."),
    # the tree
    ("areas.csv", "9902,,city", "9902,,district", "areas.csv:1: No area is of level city"),
    ("areas.csv", "990201,9902,district", "990201,,city", "areas.csv:3: 990201 is a second city"),
    ("areas.csv", "990201001,990201,street", "990201001,990209,street", "areas.csv:4: The parent '990209'"),
    (
        "areas.csv", "990201001001,990201001,community", "990201001001,990201001001002,community",
        "areas.csv:5: 990201001001, a community, cannot lie in 990201001001002, a cell.",
    ),
    ("areas.csv", "990201001,990201,street", "99020100,990201,street", "areas.csv:4: 99020100 has 8 characters"),
    ("areas.csv", "990201001,990201,street", "990301001,990201,street", "areas.csv:4: 990301001 does not begin with"),
    # outlines
    ("boundaries.geojson", '"code":"990201001001002"', '"code":"99"', "boundaries.geojson:3: 99 is no area of this pack."),
    ("boundaries.geojson", '"code":"990201001001002"', '"code":"990201001001001"', "has a second outline."),
    ("boundaries.geojson", '"code":"990201001001002"', '"name":"x"', "boundaries.geojson:3: This outline has no property"),
    ("boundaries.geojson", "[102.71,25.00],[102.71,25.01]", "[102.7101,25.00],[102.7101,25.01]", "overlap by"),
    ("boundaries.geojson", "[102.72,25.00],[102.72,25.01]", "[102.72,25.01],[102.72,25.00]", "is not valid: Self-inter"),
    ("boundaries.geojson", "[102.71,25.00],[102.72,25.00]", "[1027.1,25.00],[102.72,25.00]", "is not in degrees"),
    ("boundaries.geojson", "[102.71,25.00],[102.71,25.01],", "[102.71,25.00],[102.71,25.004],[102.71,25.01],", "same corners"),
    ("boundaries.geojson", '"features":[', '"features":[7,', "Number 1 of the features is no GeoJSON feature."),
    ("boundaries.geojson", '{"code":"990201001001002"}', '["x"]', "boundaries.geojson:3: Number 2 of the features is no"),
    ("boundaries.geojson", '"Polygon"', '"Point"', "boundaries.geojson:2: The outline of 990201001001001 is no Polygon"),
    ("boundaries.geojson", '"features"', '"things"', "boundaries.geojson:1: This is no GeoJSON"),
    ("boundaries.geojson", "]}\n", "", "boundaries.geojson:4: This is no JSON"),
    ("map.geojson", '"road"', '"rail"', "map.geojson:2: k must be one of water, park, road"),
    ("map.geojson", '"Well Road"', "5", "map.geojson:2: name_en and name_zh must be texts of at most 120 letters."),
    # the gazetteer and calendars
    ("places.csv", "102.702", "202.702", "places.csv:3: lon: '202.702' is no number of degrees from -180 to 180."),
    ("places.csv", "lon,lat\nWell Road,井路,road,102.71,25.005", "lon,lat,aliases\nWell Road,井路,road,102.71,25.005,a;;b", "places.csv:2: aliases: 'a;;b' is no list of other names"),
    ("default_points.csv", "102.715", "east", "default_points.csv:2: lon: 'east' is no number of degrees"),
    ("default_points.csv", "Hall door,市政府门口", ",", "default_points.csv:2: name_en and name_zh are both empty"),
    ("default_points.csv", "Hall door", "H" * 121, "default_points.csv:2: name_en is longer than 120 letters."),
    ("city.toml", "demo = true", "demo = true\ntolerance_m = 1001", "city.toml:10: tolerance_m must be a whole number from 0 to 1000."),
    ("calendars.csv", "08:00-12:00 14:00-18:00", "8-12", "calendars.csv:2: mon: '8-12' is no opening time"),
    ("calendars.csv", "08:00-12:00 14:00-18:00", "08:00-12:00 11:00-18:00", "opening times go forward"),
    ("calendars.csv", "always,Always,全天,Asia/Shanghai,,,,,,,,1", "always,Always,全天,Asia/Shanghai,,,,,,,,0", "is never open"),
    ("calendar_days.csv", "office,2027-10-01", "lunch,2027-10-01", "calendar_days.csv:2: 'lunch' is no calendar"),
    ("calendar_days.csv", "2027-10-01,,", "2027-10-01,08:00-09:00,", "is a holiday and cannot have opening times."),
    ("calendar_days.csv", "2027-10-09,08:00-12:00", "2027-10-09,", "is a make-up workday and needs opening times."),
    # departments and people
    ("departments.csv", "bureau", "club", "departments.csv:3: kind: 'club' is not one of centre, bureau"),
    ("departments.csv", "roads,,", "roads,police,", "departments.csv:3: parent 'police' is no department of this pack."),
    ("departments.csv", "roads,,", "roads,roads,", "departments.csv:3: roads stands above itself"),
    ("departments.csv", "市政局,,", "市政局,lunch,", "departments.csv:3: calendar 'lunch' is no calendar of this pack."),
    ("departments.csv", "roads@tiny.example", "roads", "departments.csv:3: email: 'roads' is no e-mail address."),
    ("accounts.csv", "department_head,roads,", "department_head,,", "accounts.csv:2: tiny-head needs department"),
    ("accounts.csv", "officer,,990201", "officer,,990299", "accounts.csv:3: area '990299' is not in this pack."),
    ("accounts.csv", "officer,,990201", "officer,roads,990201", "accounts.csv:3: The role officer is posted by area; leave department empty."),
    ("accounts.csv", "officer,,", "mayor,,", "accounts.csv:3: role: 'mayor' is not one of"),
    # rules
    ("categories.csv", "E0113,E01,", "E0113,E09,", "categories.csv:3: parent 'E09' is no category of this pack."),
    ("categories.csv", "E0112,E01,event", "E0112,E01,component", "categories.csv:4: E0112 is of kind component"),
    ("categories.csv", "E0112,E01,", "E0112,E0113,", "categories.csv:4: E0112 lies under E0113, which is no major class."),
    ("standards.csv", "E0112,1,", "E0999,1,", "standards.csv:3: category 'E0999' is no category"),
    ("standards.csv", "E0112,1,", "E0113,2,", "categories.csv:4: E0112 has no filing standard"),
    ("standards.csv", "E0112,1,", "E0113,2,", "standards.csv:3: E0113 has its automatic standard for this zone already"),
    ("standards.csv", ",5,working_day", ",5,", "standards.csv:2: limit_unit: this may not be empty."),
    ("standards.csv", ",5,working_day", ",0.125,working_day", "standards.csv:2: limit_value: '0.125' has more than 2"),
    ("standards.csv", "E0112,1,", "E0112,99999,", "standards.csv:3: condition_no: '99999' is no whole number"),
    ("standards.csv", ",5,working_day", ",0,working_day", "standards.csv:2: limit_value: '0' is no number"),
    ("stages.csv", "file,0.25", "lunch,0.25", "stages.csv:2: kind: 'lunch' is not one of acknowledge, file, dispatch"),
    ("stages.csv", "file,0.25", "handle,0.25", "stages.csv:2: kind: 'handle' is not one of"),
    ("stages.csv", "0.0833", "0.08333", "stages.csv:3: limit_value: '0.08333' has more than 4 digits after the point."),
    ("stages.csv", "file,0.25", "file,0", "stages.csv:2: limit_value: '0' is no number from 0.0001 to 9999."),
    ("stages.csv", "0.25,urgent_hour", "0.25,hour", "stages.csv:2: limit_unit: 'hour' is not one of"),
    ("stages.csv", "call,", "file,", "stages.csv:3: kind file stands already in line 2."),
    # templates and macros
    ("templates.csv", "soon,centre,citizen", "soon,center,citizen", "templates.csv:2: department 'center' is no department of this pack."),
    ("templates.csv", "citizen,E01,", "citizen,E09,", "templates.csv:2: category 'E09' is no category of this pack."),
    ("templates.csv", "citizen,E01,", "public,E01,", "templates.csv:2: audience: 'public' is not one of own, departments, citizen."),
    ("templates.csv", "finish,Filled", ",Filled", "templates.csv:3: audience and move are both empty"),
    ("templates.csv", "finish,Filled", "fill,Filled", "templates.csv:3: move: 'fill' is not one of"),
    ("templates.csv", "{place} by", "{street} by", "templates.csv:2: words_en: {street} is no known place; these are: {number}, {place}"),
    ("templates.csv", "到达{place}", "到达{place", "templates.csv:2: words_zh: A brace is left open"),
    ("templates.csv", "The hole is filled.,坑洞已填平。", ",", "templates.csv:3: words_en and words_zh are both empty"),
    ("templates.csv", "Filled,已填平", ",", "templates.csv:3: name_en and name_zh are both empty"),
    ("macros.csv", "move,accept", "move,", "macros.csv:2: move is empty; say which move this action makes."),
    ("macros.csv", "assign,,,to=me", "assign,,,", "macros.csv:3: fields must say to whom"),
    ("macros.csv", "assign,,,to=me", "assign,,,to", "macros.csv:3: fields: 'to' is not of the right form; write it like reason=weather."),
    ("macros.csv", "message,,soon", "message,,late", "macros.csv:4: template 'late' is no template of this pack."),
    ("macros.csv", "message,,soon", "message,,filled", "macros.csv:4: template must name one with an audience"),
    ("macros.csv", "Take it,受理", ",", "macros.csv:2: name_en and name_zh are both empty"),
    ("macros.csv", "take,2", "take,1", "macros.csv:3: macro take, position 1 stands already in line 2"),
    ("reasons.csv", "decline,dup", "refuse,dup", "reasons.csv:3: kind: 'refuse' is not one of return, decline"),
    ("reasons.csv", "not-ours", "Not ours!", "reasons.csv:2: code: 'Not ours!' is not of the right form; write it like not-ours."),
    ("reasons.csv", "Not ours,非本部门职责", ",", "reasons.csv:2: name_en and name_zh are both empty"),
    # what reports are asked, and what stops them
    ("questions.csv", "E0113,size", "E9999,size", "questions.csv:2: category 'E9999' is no category of this pack."),
    ("questions.csv", "one_of", "guess", "questions.csv:2: kind: 'guess' is not one of short, long, yes_no"),
    ("questions.csv", "Small;Large,小;大", "Small;Large,小;中;大", "questions.csv:2: choices_en has 2 choices and choices_zh 3"),
    ("questions.csv", "Small;Large,小;大", "Small,小", "questions.csv:2: A question of kind one_of needs at least two choices"),
    ("questions.csv", "Small;Large", "Small;;Large", "questions.csv:2: choices_en: 'Small;;Large' has an empty part"),
    ("questions.csv", "大概即可。,,", "大概即可。,A;B,甲;乙", "questions.csv:3: A question of kind date has no choices"),
    ("questions.csv", "How large?,多大？", ",", "questions.csv:2: name_en and name_zh are both empty"),
    ("questions.csv", "How large?", "H" * 201, "questions.csv:2: name_en is longer than 200 letters."),
    ("questions.csv", "E01,since", "E01,size", "questions.csv:2: E01 asks a question 'size' already, also of E0113"),
    ("questions.csv", "E01,since", "E0113,size", "questions.csv:3: category E0113, code size stands already in line 2."),
    ("stoppers.csv", "deep,E0113", "deep,E9999", "stoppers.csv:3: category 'E9999' is no category of this pack."),
    ("stoppers.csv", "deep,E0113", "deep,", "stoppers.csv:3: A stopper needs a category, or words that it is known by."),
    ("stoppers.csv", "边缘。,,0,1", "边缘。,,0,0", "stoppers.csv:3: A stopper that is not hard cannot end a report"),
    ("stoppers.csv", "Gas can explode.,燃气可能爆炸。", ",", "stoppers.csv:2: name_en and name_zh are both empty"),
    ("city.toml", "demo = true", 'demo = true\nconfirm_reports = "post"', "city.toml:10: confirm_reports must be one of none, mail, sms, either."),
    ("reasons.csv", "Not ours", "N" * 121, "reasons.csv:2: name_en is longer than 120 letters."),
    ("duties.csv", "D1,E01,", "D1,E99,", "duties.csv:2: category 'E99' is no category of this pack."),
    ("duties.csv", "D1,E01,,", "D1,E01,7,", "duties.csv:2: area '7' is no area of this pack."),
    ("duties.csv", "roads,host", "police,host", "duties.csv:2: department 'police' is no department of this pack."),
    ("duties.csv", "市政局负责,,", "市政局负责,2026-02-01,2026-01-01", "duties.csv:2: valid_to must come after valid_from."),
    ("ladders.csv", "handle,2,", "handle,3,", "ladders.csv:2: The rungs of handling must stand in order"),
    ("ladders.csv", "handling,handle,2", "other,handle,2", "ladders.csv:1: There must be exactly one ladder"),
    ("ladders.csv", "handling,handle,2", "handling,answer,2", "ladders.csv:3: The ladder handling is for the clock handle"),
    ("ladders.csv", "handling,handle,2", "handling,sleep,2", "ladders.csv:3: clock: 'sleep' is not one of acknowledge"),
    ("ladders.csv", "raise,supervisor", "raise,mayor", "ladders.csv:3: target: 'mayor' is not one of officer"),
    ("ladders.csv", "raise,supervisor", "shout,supervisor", "ladders.csv:3: action: 'shout' is not one of notify"),
]  # fmt: skip


def test_the_tiny_pack_is_sound(tmp_path: Path):
    assert faults_of(write_tiny(tmp_path)) == []


@pytest.mark.parametrize(("file", "old", "new", "expected"), SPOILT)
def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path, file: str, old: str, new: str, expected: str):
    faults = faults_of(write_tiny(tmp_path, spoil={file: (old, new)}))

    assert any(expected in fault for fault in faults), faults


def test_a_part_may_not_lie_outside_of_its_whole(tmp_path: Path):
    district = (
        '{"type":"Feature","properties":{"code":"990201"},"geometry":{"type":"Polygon","coordinates":'
        "[[[102.70,25.00],[102.72,25.00],[102.72,25.01],[102.70,25.01],[102.70,25.00]]]}},\n"
    )
    street = district.replace('"990201"', '"990201001"').replace("102.72", "102.73")
    write_tiny(tmp_path, spoil={"boundaries.geojson": ('"features":[\n', f'"features":[\n{district}{street}')})

    (fault,) = faults_of(tmp_path)

    assert fault.startswith("boundaries.geojson:3: 990201001 lies with 1,1")
    assert fault.endswith("m² outside of 990201, of which it is a part.")


def test_all_faults_are_told_at_once(tmp_path: Path):
    spoil = {"departments.csv": ("bureau", "club"), "places.csv": ("102.702", "x"), "ladders.csv": ("hour", "week")}

    assert {fault.split(":")[0] for fault in faults_of(write_tiny(tmp_path, spoil=spoil))} >= set(spoil)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("areas.csv", "West,西区,core", "West,西区,kore"),
        ("departments.csv", "bureau", "club"),
        ("categories.csv", "E0113,E01,event", "E0113,E01,thing"),
        ("calendars.csv", "08:00-12:00 14:00-18:00", "8-12"),
        ("standards.csv", ",5,working_day", ",5,"),
        ("ladders.csv", "1,0,hour", "1,0,week"),
        ("calendar_days.csv", "2027-10-01,,holiday", "2027-10-01,,festival"),
    ],
)
def test_a_line_that_cannot_be_read_makes_no_second_fault_elsewhere(tmp_path: Path, file: str, old: str, new: str):
    faults = faults_of(write_tiny(tmp_path, spoil={file: (old, new)}))

    assert [fault.split(":")[0] for fault in faults] == [file]


def test_a_missing_file_is_a_fault(tmp_path: Path):
    (write_tiny(tmp_path) / "departments.csv").unlink()

    assert faults_of(tmp_path) == ["departments.csv:1: This file is missing."]


def test_a_file_that_is_not_utf8_is_a_fault_with_its_line(tmp_path: Path):
    places = write_tiny(tmp_path) / "places.csv"
    places.write_bytes(places.read_bytes() + "井路二,,road,102.7,25.0\n".encode("gb18030"))

    assert "places.csv:4: This is not UTF-8; save the file as UTF-8." in faults_of(tmp_path)


def test_a_spreadsheets_byte_order_mark_is_no_fault(tmp_path: Path):
    areas = write_tiny(tmp_path) / "areas.csv"
    areas.write_bytes(b"\xef\xbb\xbf" + areas.read_bytes())

    assert faults_of(tmp_path) == []


def test_a_year_that_is_not_announced_yet_is_a_warning(tmp_path: Path):
    write_tiny(tmp_path, spoil={"calendar_days.csv": ("国庆节,1", "国庆节,0")})

    assert [warning for warning in warnings_of(tmp_path) if "2027 of the calendar office is provisional" in warning]


def test_a_category_that_only_the_catch_all_desk_answers_for_is_a_warning(tmp_path: Path):
    write_tiny(tmp_path, spoil={"duties.csv": ("D2,,,any", "D2,E0113,,any")})
    assert warnings_of(tmp_path) == []

    write_tiny(
        tmp_path, spoil={"duties.csv": ("D1,E01,,any,roads,host,0,Roads answers,市政局负责,,\nD2,,,", "D1,E0113,,")}
    )
    assert any("No duty names a host for E0112 in 2 cells" in warning for warning in warnings_of(tmp_path))


def test_a_rung_for_a_role_that_nobody_holds_is_a_warning(tmp_path: Path):
    write_tiny(tmp_path, spoil={"ladders.csv": ("notify,department_head", "notify,dispatcher")})

    assert any(
        warning.startswith("ladders.csv:2: Rung 1 of handling reaches dispatcher, which nobody in accounts.csv is")
        for warning in warnings_of(tmp_path)
    )


@pytest.mark.parametrize("target", ["assignee", "duty_officer"])
def test_who_has_the_work_and_who_has_the_duty_are_known_by_the_hour_only(tmp_path: Path, target: str):
    write_tiny(tmp_path, spoil={"ladders.csv": ("raise,supervisor", f"raise,{target}")})

    assert warnings_of(tmp_path) == []


def test_the_settings_of_a_ladder_stand_with_its_first_rung(tmp_path: Path):
    rungs = FILES["ladders.csv"].replace("target\n", "target,quiet,hold_minutes,repeats,repeat_minutes\n")
    spoilt = rungs.replace("department_head", "department_head,1,30,2,60").replace("supervisor", "supervisor,,,3,")
    write_tiny(tmp_path)
    (tmp_path / "ladders.csv").write_text(spoilt, encoding="utf-8")

    assert faults_of(tmp_path) == [
        "ladders.csv:3: What handling says of quiet, hold and repeats stands in the line of its first rung."
    ]


def test_two_equally_strong_duties_are_a_warning(tmp_path: Path):
    write_tiny(tmp_path, spoil={"duties.csv": ("D2,,,any,centre,host,-100", "D2,E01,,any,centre,host,0")})

    assert any("D2 and D1 are equally strong" in warning for warning in warnings_of(tmp_path))
