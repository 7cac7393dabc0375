using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Messages;

/// <summary>Reads responses of Anthropic's messages. Anthropic's input tokens exclude the tokens of the cache, which this reader adds.</summary>
internal sealed class MessagesReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private string? _serviceTier;
    private string? _speed;
    private string? _output;
    private bool _isCut;
    private int _serverCall = -1;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = Read(json);
        if (Content && response.Content.IsArray())
        {
            using var to = new ContentWriter();
            to.Json.WriteStartArray();
            AssistantMessage.Start(to);
            ContentPart.WriteAll(to, response.Content);
            AssistantMessage.End(to, FinishReasons.OrError(FinishReason(0)));
            to.Json.WriteEndArray();
            _output = to.Finish();
            _isCut = to.IsTruncated;
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!Content && (name.SequenceEqual("content_block_delta"u8) || data.Span.StartsWith("{\"type\":\"content_block_delta\""u8)))
        {
            return;
        }

        var @event = MessagesEvent.Read(data);
        if (@event.Type.Is("content_block_delta"u8))
        {
            Append(@event);
        }
        else if (@event.Type.Is("content_block_start"u8))
        {
            Start(@event);
        }
        else if (@event.Type.Is("message_start"u8))
        {
            Read(@event.Message.Memory);
        }
        else if (@event.Type.Is("message_delta"u8))
        {
            SetFinishReason(0, @event.StopReason);
            ReadAnthropicUsage(@event.Usage);
        }
        else if (IsLast(@event.Type))
        {
            IsComplete = true;
        }
        else
        {
            ReadError(@event.Error);
        }
    }

    protected override TokenUsage BilledUsage() => Usage.WithCacheInInput();

    protected override void WriteOwn(LlmTagWriter tags)
    {
        tags.Add(LibraryAttributes.ResponseServiceTier, _serviceTier);
        tags.Add(LibraryAttributes.ResponseSpeed, _speed);
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_streamed.IsEmpty)
        {
            tags.Add(GenAi.OutputMessages, _output);
            tags.Add(LibraryAttributes.ContentTruncated, _isCut ? true : null);
        }
        else
        {
            StreamedOutput.Write(tags, [_streamed], [FinishReason(0)], ContentPart.Write);
        }
    }

    private MessagesResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = MessagesResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        SetFinishReason(0, response.StopReason);
        ReadAnthropicUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }

    private void ReadAnthropicUsage(Utf8Json usage)
    {
        ReadUsage(usage);
        if ((_serviceTier is null || _speed is null) && usage.IsObject())
        {
            var read = UsageMap.Read(usage.Memory);
            _serviceTier ??= read.ServiceTier;
            _speed ??= read.Speed;
        }
    }

    private void Start(in MessagesEvent @event)
    {
        if (!Content || !@event.Block.IsObject())
        {
            return;
        }

        var index = @event.Index ?? 0;
        var block = ContentPart.Read(@event.Block.Memory);
        if (block.Type.Is("text"u8))
        {
            _streamed.Append(StreamedPartKind.Text, index, block.Text);
        }
        else if (block.Type.Is("thinking"u8))
        {
            _streamed.Append(StreamedPartKind.Reasoning, index, block.Thinking);
        }
        else if (block.Type.Is("tool_use"u8))
        {
            _streamed.SetToolCall(StreamedPartKind.ToolCall, index, block.Id, block.Name);
        }
        else if (block.Type.Is("server_tool_use"u8) || block.Type.Is("mcp_tool_use"u8))
        {
            _serverCall = index;
            _streamed.SetToolCall(StreamedPartKind.ServerToolCall, index, block.Id, block.Name);
        }
        else
        {
            _streamed.SetWhole(index, @event.Block);
        }
    }

    private void Append(in MessagesEvent @event)
    {
        if (Content)
        {
            var index = @event.Index ?? 0;
            _streamed.Append(StreamedPartKind.Text, index, @event.Text);
            _streamed.Append(StreamedPartKind.Reasoning, index, @event.Thinking);
            _streamed.SetSignature(index, @event.Signature);
            _streamed.Append(index == _serverCall ? StreamedPartKind.ServerToolCall : StreamedPartKind.ToolCall, index, @event.PartialJson);
        }
    }
}
