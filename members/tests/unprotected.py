"""The negative control of the fault test: a sender as it is often written. It marks a handful of messages as sent and
then sends them, so a worker killed in between loses them. Nothing but that test starts it."""

from django.utils import timezone

from members.enums import DeliveryState
from members.models import Delivery
from members.services.transport import MailRoute
from unionplan.celery import app

HANDFUL = 20


@app.task(name="unprotected.deliver_messages")
def deliver_messages() -> None:
    while chosen := list(Delivery.objects.filter(state=DeliveryState.QUEUED).order_by("pk")[:HANDFUL]):
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in chosen]).update(
            state=DeliveryState.SENT, sent_at=timezone.now()
        )
        with MailRoute() as route:
            for delivery in chosen:
                route.send(delivery)
