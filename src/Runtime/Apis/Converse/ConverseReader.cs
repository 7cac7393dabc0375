using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Converse;

/// <summary>
/// Reads responses of Bedrock's Converse, and the frames of its streams, of which <c>metadata</c> is the last. Its input tokens
/// exclude the tokens of the cache, which this reader adds.
/// </summary>
internal sealed class ConverseReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private string? _output;
    private bool _isCut;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = ConverseResponse.Read(json);
        Model = Keep(Model, response.InvokedModel);
        SetFinishReason(0, response.StopReason);
        ReadCounts(response.Usage);
        if (Content && response.Content.IsArray())
        {
            using var to = new ContentWriter();
            to.Json.WriteStartArray();
            AssistantMessage.Start(to);
            ConversePart.WriteAll(to, response.Content);
            AssistantMessage.End(to, FinishReasons.OrError(FinishReason(0)));
            to.Json.WriteEndArray();
            _output = to.Finish();
            _isCut = to.IsTruncated;
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var isLast = name.SequenceEqual("metadata"u8);
        if (!isLast && !name.SequenceEqual("messageStop"u8) && !Content)
        {
            return;
        }

        var @event = ConverseEvent.Read(data);
        Model = Keep(Model, @event.InvokedModel);
        SetFinishReason(0, @event.StopReason);
        ReadCounts(@event.Usage);
        IsComplete |= isLast;
        if (Content)
        {
            var index = @event.Index ?? 0;
            if (@event.ToolName.IsString())
            {
                _streamed.SetToolCall(StreamedPartKind.ToolCall, index, @event.ToolUseId, @event.ToolName);
            }

            _streamed.Append(StreamedPartKind.Text, index, @event.Text);
            _streamed.Append(StreamedPartKind.Reasoning, index, @event.Reasoning);
            _streamed.SetSignature(index, @event.Signature);
            _streamed.Append(StreamedPartKind.ToolCall, index, @event.ToolInput);
        }
    }

    protected override TokenUsage BilledUsage() => Usage.WithCacheInInput();

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

    private void ReadCounts(Utf8Json usage)
    {
        if (usage.IsObject())
        {
            Usage.Replace(ConverseUsage.Read(usage.Memory).ToUsage());
        }
    }
}
