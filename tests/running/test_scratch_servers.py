from django.db import connection


def test_chinese_words_have_trigrams(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('路灯不亮')), current_setting('server_version_num')::int")
        trigrams, version = cursor.fetchone()

    assert trigrams > 0
    assert version >= 180000
