using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Cohere;

/// <summary>Reads responses of Cohere's <c>POST /v2/chat</c>.</summary>
internal sealed class CohereChatReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private string? _output;
    private bool _isCut;
    private long? _searches;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = CohereChatResponse.Read(json);
        Id = Keep(Id, response.Id);
        SetFinishReason(0, response.FinishReason);
        ReadCounts(response.Usage);
        ReadError(response.Error);
        if (!Content || (response.Content.IsEmpty && response.ToolCalls.IsEmpty))
        {
            return;
        }

        using var to = new ContentWriter();
        to.Json.WriteStartArray();
        AssistantMessage.Start(to);
        if (response.ToolPlan.IsString())
        {
            Parts.Reasoning(to, response.ToolPlan);
        }

        ContentPart.WriteAll(to, response.Content);
        foreach (var element in response.ToolCalls.Elements())
        {
            var call = ChatToolCall.Read(element.Memory);
            Parts.ToolCall(to, call.Id, call.CalledName, call.CalledArguments);
        }

        AssistantMessage.End(to, FinishReasons.OrError(FinishReason(0)));
        to.Json.WriteEndArray();
        _output = to.Finish();
        _isCut = to.IsTruncated;
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!Content && name.EndsWith("-delta"u8))
        {
            return;
        }

        var @event = CohereChatEvent.Read(data);
        Id = Keep(Id, @event.Id);
        ReadError(@event.Error);
        ReadError(@event.ErrorAtEnd);
        SetFinishReason(0, @event.FinishReason);
        ReadCounts(@event.Usage);
        IsComplete |= IsLast(@event.Type);
        if (Content)
        {
            Append(@event);
        }
    }

    protected override void WriteOwn(LlmTagWriter tags) => tags.Add(LiteLlm.UsageSearchUnits, _searches > 0 ? _searches : null);

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_streamed.IsEmpty)
        {
            tags.Add(GenAi.OutputMessages, _output);
            tags.Add(LibraryAttributes.ContentTruncated, _isCut ? true : null);
        }
        else
        {
            StreamedOutput.Write(tags, [_streamed], [FinishReason(0)]);
        }
    }

    private void Append(in CohereChatEvent @event)
    {
        var index = @event.Index ?? 0;
        _streamed.Append(StreamedPartKind.Reasoning, index, @event.ToolPlan);
        _streamed.Append(StreamedPartKind.Reasoning, index, @event.Thinking);
        _streamed.Append(StreamedPartKind.Text, index, @event.Text);
        if (@event.ToolCall.IsObject())
        {
            var call = ChatToolCall.Read(@event.ToolCall.Memory);
            if (call.CalledName.IsString())
            {
                _streamed.SetToolCall(StreamedPartKind.ToolCall, index, call.Id, call.CalledName);
            }

            _streamed.Append(StreamedPartKind.ToolCall, index, call.CalledArguments);
        }
    }

    private void ReadCounts(Utf8Json usage)
    {
        if (usage.IsObject())
        {
            var counts = CohereUsage.Read(usage.Memory);
            Usage.Replace(counts.ToUsage());
            _searches = counts.Searches ?? _searches;
        }
    }
}
