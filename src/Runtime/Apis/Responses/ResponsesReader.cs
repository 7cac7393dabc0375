using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Responses;

/// <summary>
/// Reads responses of <c>/v1/responses</c>. The last event of a stream contains the whole response. For a stream that broke off, the
/// reader joins the items that were done and the texts of the others.
/// </summary>
internal sealed class ResponsesReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private string? _serviceTier;
    private string? _output;
    private bool _isCut;

    // The last event has the usage, the status and the finish reason of the response.
    protected override ReportedError? ErrorWithoutLastEvent => AnswerFlaw.NoLastEvent;

    protected override void ReadBody(ReadOnlyMemory<byte> json) => ReadResponse(json, isLast: true);

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!Content && name.EndsWith(".delta"u8))
        {
            return;
        }

        var @event = ResponsesEvent.Read(data);
        var type = @event.Type;
        if (IsLast(type) || type.Is("response.failed"u8))
        {
            ReadResponse(@event.Response.Memory, isLast: true);
            IsComplete = true;
        }
        else if (type.Is("error"u8))
        {
            ReadError(@event.Error.IsEmpty ? new(data) : @event.Error);
        }
        else if (type.IsEmpty && !@event.Error.IsEmpty)
        {
            // A gateway or proxy in between has failed, and writes the error of chat completions.
            ReadError(@event.Error);
        }
        else if (@event.Response.IsObject())
        {
            ReadResponse(@event.Response.Memory, isLast: false);
        }
        else if (Content)
        {
            Append(@event);
        }
    }

    protected override void WriteOwn(LlmTagWriter tags) => tags.Add(OpenAi.ResponseServiceTier, _serviceTier);

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_output is not null)
        {
            tags.Add(GenAi.OutputMessages, _output);
            tags.Add(LibraryAttributes.ContentTruncated, _isCut ? true : null);
        }
        else if (!_streamed.IsEmpty)
        {
            StreamedOutput.Write(tags, [_streamed], [FinishReason(0)], ResponsesItem.Write);
        }
    }

    private void ReadResponse(ReadOnlyMemory<byte> json, bool isLast)
    {
        var response = ResponsesResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        if (!isLast)
        {
            return;
        }

        // The tier is "auto" until the response is done.
        _serviceTier = response.ServiceTier.TextOrNumber();
        Error ??= response.Status.Is("failed"u8) ? new ReportedError(ErrorMap.Other) : null;
        SetFinishReason(0, ReasonOf(response));
        if (Content && response.Output.CountElements() > 0)
        {
            using var to = new ContentWriter();
            to.Json.WriteStartArray();
            AssistantMessage.Start(to);
            ResponsesItem.WriteOutput(to, response.Output);
            AssistantMessage.End(to, FinishReasons.OrError(FinishReason(0)));
            to.Json.WriteEndArray();
            _output = to.Finish();
            _isCut = to.IsTruncated;
        }
    }

    /// <summary>
    /// The finish reason. The API has none: <c>stop</c> or <c>tool_calls</c> for a completed response, else the reason why it
    /// is incomplete.
    /// </summary>
    private static Utf8Json ReasonOf(in ResponsesResponse response)
    {
        if (!response.Status.Is("completed"u8))
        {
            return response.IncompleteReason.IsEmpty ? response.Status : response.IncompleteReason;
        }

        foreach (var item in response.Output.Elements())
        {
            if (ResponsesItem.Read(item.Memory).IsCall)
            {
                return ToolCalls;
            }
        }

        return Stop;
    }

    private static Utf8Json ToolCalls { get; } = new("\"tool_calls\""u8.ToArray());

    private static Utf8Json Stop { get; } = new("\"stop\""u8.ToArray());

    private void Append(in ResponsesEvent @event)
    {
        var index = @event.OutputIndex ?? 0;
        var type = @event.Type;
        if (type.Is("response.output_item.done"u8))
        {
            _streamed.Replace(index, @event.Item);
        }
        else if (type.Is("response.output_item.added"u8))
        {
            var item = ResponsesItem.Read(@event.Item.Memory);
            if (item.IsCall)
            {
                _streamed.SetToolCall(StreamedPartKind.ToolCall, index, item.CallId, item.Name);
            }
        }
        else if (type.Is("response.output_text.delta"u8))
        {
            _streamed.Append(StreamedPartKind.Text, index, @event.Delta);
        }
        else if (type.Is("response.refusal.delta"u8))
        {
            _streamed.Append(StreamedPartKind.Refusal, index, @event.Delta);
        }
        else if (type.Is("response.reasoning_summary_text.delta"u8) || type.Is("response.reasoning_text.delta"u8))
        {
            _streamed.Append(StreamedPartKind.Reasoning, index, @event.Delta);
        }
        else if (type.Is("response.function_call_arguments.delta"u8) || type.Is("response.custom_tool_call_input.delta"u8))
        {
            _streamed.Append(StreamedPartKind.ToolCall, index, @event.Delta);
        }
    }
}
