using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Ollama;

/// <summary>Reads responses of Ollama's chat and completion: one object, or a line of JSON for each piece, of which the last is <c>done</c>.</summary>
internal sealed class OllamaReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private int _calls;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        // A proxy may call the lines JSON.
        var cursor = new Utf8JsonCursor(json);
        while (cursor.ReadRaw() is { } line)
        {
            Read(line.Memory);
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => Read(data);

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (!_streamed.IsEmpty)
        {
            StreamedOutput.Write(tags, [_streamed], [FinishReason(0)], WriteCall);
        }
    }

    // Ollama sends a call in one piece, and its arguments as an object.
    private static void WriteCall(ContentWriter to, Utf8Json json)
    {
        var call = ChatToolCall.Read(json.Memory);
        Parts.ToolCall(to, call.Id, call.CalledName, call.CalledArguments);
    }

    private void Read(ReadOnlyMemory<byte> json)
    {
        var line = OllamaResponse.Read(json);
        Model = Keep(Model, line.Model);
        ReadError(line.Error);
        if (line.IsDone == true)
        {
            IsComplete = true;
            SetFinishReason(0, line.DoneReason);
        }

        Usage.Replace(new()
        {
            Input = line.InputTokens >= 0 ? line.InputTokens : null,
            Output = line.OutputTokens >= 0 ? line.OutputTokens : null,
        });
        if (Content)
        {
            _streamed.Append(StreamedPartKind.Reasoning, 0, line.Thinking);
            _streamed.Append(StreamedPartKind.Text, 0, line.Content.IsEmpty ? line.Response : line.Content);
            foreach (var call in line.ToolCalls.Elements())
            {
                _streamed.SetWhole(++_calls, call);
            }
        }
    }
}
