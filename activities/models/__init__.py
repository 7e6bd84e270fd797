"""What takes place, who signs up, who came."""

from activities.models.events import Event, EventSession, Question
from activities.models.registrations import Answer, Attendance, Registration

__all__ = ["Answer", "Attendance", "Event", "EventSession", "Question", "Registration"]
