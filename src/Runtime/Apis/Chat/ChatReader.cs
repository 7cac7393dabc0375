using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Chat;

/// <summary>Reads responses of OpenAI's chat completions and completions.</summary>
internal sealed class ChatReader : ResponseReader
{
    // Null until the first piece of content.
    private List<StreamedMessage>? _streamed;
    private string? _serviceTier;
    private string? _fingerprint;
    private string? _output;
    private bool _isCut;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var choices = Read(json);
        ReadFinishReasons(choices);
        if (Content)
        {
            using var to = new ContentWriter();
            to.Json.WriteStartArray();
            WriteChoices(to, choices);
            to.Json.WriteEndArray();
            _output = to.Finish();
            _isCut = to.IsTruncated;
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!Content && Id is not null && Model is not null && !MayHaveFacts(data.Span))
        {
            return;
        }

        var choices = Read(data);
        ReadFinishReasons(choices);
        if (Content)
        {
            foreach (var json in choices.Elements())
            {
                Append(ChatChoice.Read(json.Memory));
            }
        }
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_streamed is null)
        {
            tags.Add(GenAi.OutputMessages, _output);
            tags.Add(LibraryAttributes.ContentTruncated, _isCut ? true : null);
            return;
        }

        var reasons = new string?[_streamed.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = FinishReason(i);
        }

        StreamedOutput.Write(tags, _streamed, reasons);
    }

    private Utf8Json Read(ReadOnlyMemory<byte> json)
    {
        var response = ChatResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        _serviceTier = Keep(_serviceTier, response.ServiceTier);
        _fingerprint = Keep(_fingerprint, response.SystemFingerprint);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        if (response.Object.Is("error"u8))
        {
            // vLLM.
            Error ??= ErrorBody.Read(json);
        }

        return response.Choices;
    }

    protected override void WriteOwn(LlmTagWriter tags)
    {
        tags.Add(OpenAi.ResponseServiceTier, _serviceTier);
        tags.Add(OpenAi.ResponseSystemFingerprint, _fingerprint);
    }

    private void ReadFinishReasons(Utf8Json choices)
    {
        var position = 0;
        foreach (var json in choices.Elements())
        {
            var choice = ChatChoice.Read(json.Memory);
            SetFinishReason(choice.Index ?? position, choice.FinishReason);
            position++;
        }
    }

    /// <summary>Whether a later event may contain more than a piece of text.</summary>
    private static bool MayHaveFacts(ReadOnlySpan<byte> json) =>
        EventScan.MayHaveValue(json, "\"finish_reason\""u8) || EventScan.MayHaveValue(json, "\"stop_reason\""u8)
        || EventScan.MayHaveValue(json, "\"usage\""u8) || EventScan.MayHaveValue(json, "\"error\""u8);

    private static void WriteChoices(ContentWriter to, Utf8Json choices)
    {
        foreach (var json in choices.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var choice = ChatChoice.Read(json.Memory);
            var reason = FinishReasons.OrError(choice.FinishReason.TextOrNumber());
            if (choice.Message.IsObject())
            {
                ChatMessage.Write(to, choice.Message, reason);
            }
            else if (choice.Text.IsString())
            {
                AssistantMessage.Write(to, choice.Text, reason);
            }
        }
    }

    private void Append(in ChatChoice choice)
    {
        var index = choice.Index ?? 0;
        if (index is < 0 or >= MaxChoices)
        {
            return;
        }

        _streamed ??= [];
        while (_streamed.Count <= index)
        {
            _streamed.Add(new StreamedMessage());
        }

        var message = _streamed[index];
        message.Append(StreamedPartKind.Text, 0, choice.Text);
        if (!choice.Delta.IsObject())
        {
            return;
        }

        var delta = ChatMessage.Read(choice.Delta.Memory);
        message.Append(StreamedPartKind.Reasoning, 0, delta.Reasoning);
        message.Append(StreamedPartKind.Text, 0, delta.Content);
        message.Append(StreamedPartKind.Text, 0, delta.Transcript);
        message.Append(StreamedPartKind.Refusal, 0, delta.Refusal);
        foreach (var json in delta.ToolCalls.Elements())
        {
            var call = ChatToolCall.Read(json.Memory);
            var tool = call.Index ?? 0;
            message.SetToolCall(StreamedPartKind.ToolCall, tool, call.Id, call.CalledName);
            message.Append(StreamedPartKind.ToolCall, tool, call.CalledArguments);
        }

        if (delta.FunctionCall.IsObject())
        {
            var function = ChatFunction.Read(delta.FunctionCall.Memory);
            message.SetToolCall(StreamedPartKind.ToolCall, 0, id: default, function.Name);
            message.Append(StreamedPartKind.ToolCall, 0, function.Arguments);
        }
    }
}
