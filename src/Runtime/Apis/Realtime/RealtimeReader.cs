using TracedLlm.Apis.Responses;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Realtime;

/// <summary>
/// Reads both sides of a realtime session: the caller's settings and items, and the responses. Each response is billed, so that the
/// session's usage is their sum; each response is one message of the output. The id is the session's. An <c>error</c> event is not
/// read, because it answers one event of the caller and the session goes on.
/// </summary>
internal sealed class RealtimeReader : ResponseReader
{
    private readonly List<StreamedMessage> _answers = [];
    private readonly List<string?> _reasons = [];
    private RealtimeInput? _input;
    private int _responses;

    public override bool AnswersInJson => false;

    protected override bool HasLastEvent => false;

    public override void Finish(List<KeyValuePair<string, object?>> attributes)
    {
        base.Finish(attributes);
        _input?.WriteTo(attributes);
    }

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var @event = RealtimeEvent.Read(data);
        if (name.SequenceEqual(SessionMessages.FromCaller))
        {
            (_input ??= new(Content)).Read(@event, data);
        }
        else if (@event.Type.Is("response.done"u8))
        {
            ReadResponse(@event.Response);
        }
        else if (@event.Type.Is("session.created"u8) || @event.Type.Is("session.updated"u8))
        {
            var session = SimpleResponse.Read(@event.Session.Memory);
            Id = Keep(Id, session.Id);
            Model = session.Model.TextOrNumber() ?? Model;
        }
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_answers.Count > 0)
        {
            StreamedOutput.Write(tags, _answers, [.. _reasons], ResponsesItem.Write);
        }
    }

    private void ReadResponse(Utf8Json json)
    {
        var response = ResponsesResponse.Read(json.Memory);
        var reason = response.Status.TextOrNumber();
        if (response.Usage.IsObject())
        {
            Usage.Add(UsageMap.Read(response.Usage.Memory).ToUsage());
        }

        SetFinishReason(_responses++, response.Status);
        if (Content && _answers.Count < MaxChoices)
        {
            var answer = new StreamedMessage();
            var index = 0;
            foreach (var item in response.Output.Elements())
            {
                answer.SetWhole(index++, item);
            }

            _answers.Add(answer);
            _reasons.Add(reason);
        }
    }
}
