using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Assistants;

/// <summary>Reads responses of assistants and of the runs of threads, and the events of a run.</summary>
internal sealed class AssistantsReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private string? _status;
    private string? _assistant;
    private string? _thread;
    private int _messages;

    protected override void ReadBody(ReadOnlyMemory<byte> json) => Read(AssistantsResponse.Read(json));

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (TerminalEvents.Find(name) == StreamSignal.Last)
        {
            IsComplete = true;
        }
        else if (!name.EndsWith(".delta"u8))
        {
            Read(AssistantsResponse.Read(data));
        }
    }

    protected override void WriteOwn(LlmTagWriter tags)
    {
        tags.Add(GenAi.AgentId, _assistant);
        tags.Add(GenAi.ConversationId, _thread);
        tags.Add(LibraryAttributes.ResponseStatus, _status);
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (!_streamed.IsEmpty)
        {
            StreamedOutput.Write(tags, [_streamed], [FinishReason(0) ?? _status], ContentPart.Write);
        }
    }

    private void Read(in AssistantsResponse response)
    {
        ReadError(response.Error);
        if (response.Object.Is("assistant"u8))
        {
            _assistant = Keep(_assistant, response.Id);
            Model = Keep(Model, response.Model);
        }
        else if (response.Object.Is("thread.run"u8))
        {
            ReadRun(response);
        }
        else if (Content && response.Object.Is("thread.message"u8) && response.Status.Is("completed"u8))
        {
            foreach (var part in response.Content.Elements())
            {
                _streamed.SetWhole(_messages++, part);
            }
        }
    }

    private void ReadRun(in AssistantsResponse run)
    {
        Id = Keep(Id, run.Id);
        Model = Keep(Model, run.Model);
        _assistant = Keep(_assistant, run.AssistantId);
        _thread = Keep(_thread, run.ThreadId);
        _status = run.Status.TextOrNumber() ?? _status;
        SetFinishReason(0, run.IncompleteReason);
        ReadUsage(run.Usage);
        ReadError(run.LastError);
        foreach (var json in run.ToolCalls.Elements())
        {
            if (Content)
            {
                var call = ChatToolCall.Read(json.Memory);
                var index = _messages++;
                _streamed.SetToolCall(StreamedPartKind.ToolCall, index, call.Id, call.CalledName);
                _streamed.Append(StreamedPartKind.ToolCall, index, call.CalledArguments);
            }
        }
    }
}
