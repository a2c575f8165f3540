"""Celery's doors: three lines each; time is read here and nowhere deeper. `**_later` lets old meet new."""

from celery import shared_task

from cases import chores, doorbell


@shared_task(ignore_result=True)
def route(**_later: object) -> None:
    doorbell.unring()
    chores.beat("worker")  # here and not in the chore, which the ticker does as well
    chores.route_all()
    notify.apply_async(queue="notify")


@shared_task(ignore_result=True)
def escalate(**_later: object) -> None:
    chores.sweep_all()
    notify.apply_async(queue="notify")


@shared_task(ignore_result=True)
def notify(**_later: object) -> None:
    chores.beat("worker")
    chores.tell_all()
    index.apply_async(queue="insight")


@shared_task(ignore_result=True)
def index(**_later: object) -> None:
    chores.index_all()


@shared_task(ignore_result=True)
def recount(**_later: object) -> None:
    if chores.recount_all():
        recount.apply_async(queue="bulk")  # a long one is done in many runs, so that a worker is soon free again


@shared_task(ignore_result=True)
def move_many(**_later: object) -> None:
    if chores.move_many():
        move_many.apply_async(queue="bulk")  # what a run of 20 s leaves is taken by the next one


@shared_task(ignore_result=True)
def publish_tiles(**_later: object) -> None:
    chores.publish_tiles()
