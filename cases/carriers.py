"""What carries a letter out of the platform: SMTP for mail, one HTTP call for SMS."""

from smtplib import SMTPException, SMTPResponseException

import httpx
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cases.models import Delivery

SECONDS = 10


class NotCarried(Exception):
    """It did not go out; the text is fit for records: it holds no address and no words."""


def configured(channel: str) -> bool:
    """Return whether this home has a way out for `channel`; without one a letter is shown in the platform only."""
    return {Delivery.Channel.MAIL: bool(settings.EMAIL_HOST), Delivery.Channel.SMS: bool(settings.SMS_URL)}.get(
        Delivery.Channel(channel), True
    )


class Carriers:
    """The connections of one batch, opened when first needed: `with Carriers() as carriers`."""

    def __init__(self) -> None:
        self._mail: BaseEmailBackend | None = None
        self._web: httpx.Client | None = None

    def __enter__(self) -> "Carriers":
        return self

    def __exit__(self, *_fault: object) -> None:
        self._hang_up()
        if self._web:
            self._web.close()

    def carry(self, delivery: Delivery, address: str) -> None:
        """Send one letter to `address`. Raises NotCarried."""
        if delivery.channel == Delivery.Channel.MAIL:
            self._carry_mail(delivery, address)
        else:
            self._carry_sms(delivery, address)

    def _carry_mail(self, delivery: Delivery, address: str) -> None:
        self._mail = self._mail or get_connection()
        message = EmailMultiAlternatives(
            delivery.subject, delivery.body, to=[address], headers=_headers(delivery), connection=self._mail
        )
        if delivery.html:
            message.attach_alternative(delivery.html, "text/html")
        try:
            self._mail.open()
            message.send()
        except SMTPResponseException as fault:
            self._hang_up()
            raise NotCarried(f"the mail server answered {fault.smtp_code}") from fault
        except (SMTPException, OSError) as fault:
            self._hang_up()
            raise NotCarried(f"the mail server could not be used: {type(fault).__name__}") from fault

    def _carry_sms(self, delivery: Delivery, address: str) -> None:
        self._web = self._web or httpx.Client(timeout=SECONDS)
        name = f"delivery-{delivery.pk}"
        try:
            answer = self._web.post(
                settings.SMS_URL,
                json={"to": address, "text": delivery.body, "id": name},
                headers={"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": name},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise NotCarried(f"the SMS gateway could not be used: {type(fault).__name__}") from fault
        if not answer.is_success:
            raise NotCarried(f"the SMS gateway answered {answer.status_code}")

    def _hang_up(self) -> None:
        if self._mail:
            self._mail.close()


def _headers(delivery: Delivery) -> dict[str, str]:
    """A letter sent twice after a lost answer has one Message-ID, so that mailboxes may show it once."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return {
        "Message-ID": f"<delivery-{delivery.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
