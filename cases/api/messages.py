"""/api/v1/cases/NUMBER/messages/: what staff write about a case, for those who may read it."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, messages, queries
from cases.serializers import MessageInput, MessageOutput


class MessagesView(APIView):
    """Read the messages of a case that the caller may read, the oldest first, or write one."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="case_messages", responses=MessageOutput(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = queries.case_for(request.user, number)
        return Response(MessageOutput(messages.readable_by(request.user, case), many=True).data)

    @extend_schema(request=MessageInput, responses={201: MessageOutput})
    def post(self, request: Request, number: str) -> Response:
        wish = MessageInput(data=request.data)
        wish.is_valid(raise_exception=True)
        case = queries.case_for(request.user, number)
        sent = messages.send(case, by=request.user, at=chores.now(), **wish.validated_data)
        return Response(MessageOutput(sent.message).data, status=201)
