"""Codes that prove that a person holds an address."""

from django.db import models

from cases.models.report import Contact


class AddressCode(models.Model):
    """One code sent to one address; the code itself is nowhere: it is a keyed digest of `token`, see cases.confirming.

    `contact` holds nothing but the sealed address, and goes together with the code.
    """

    token = models.CharField(max_length=43, unique=True)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="code")
    channel = models.CharField(max_length=5)
    # What the code is good for: one asked for one thing proves nothing for another.
    purpose = models.CharField(max_length=24)
    # By it the codes of one address are counted, without opening any.
    address_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address_digest", "created_at"], name="code_of_address"),
            models.Index(fields=["created_at"], name="code_by_age"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
