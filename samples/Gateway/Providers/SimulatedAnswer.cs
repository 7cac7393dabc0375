using System.Net;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>What the simulated provider says, in either API.</summary>
internal sealed class SimulatedAnswer(WireFormat format, string model, List<string> texts)
{
    private const string ChatId = "chatcmpl-simulated";
    private const string MessageId = "msg_simulated";

    private readonly string[] _words = $"Hello from {model}. You said: {texts.LastOrDefault() ?? "nothing"}".Split(' ');
    private readonly int _inputTokens = texts.Sum(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    public byte[] Whole() => format == WireFormat.Messages
        ? JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = MessageId,
            type = "message",
            role = "assistant",
            model,
            content = new[] { new { type = "text", text = string.Join(' ', _words) } },
            stop_reason = "end_turn",
            stop_sequence = (string?)null,
            usage = new { input_tokens = _inputTokens, output_tokens = _words.Length },
        })
        : JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = ChatId,
            @object = "chat.completion",
            created = 0,
            model,
            choices = new[] { new { index = 0, message = new { role = "assistant", content = string.Join(' ', _words) }, finish_reason = "stop" } },
            usage = ChatUsage(),
        });

    /// <summary>The events of the streamed answer; without end, it says the same words again and again.</summary>
    public IEnumerable<string> Chunks(bool endless) => format == WireFormat.Messages ? MessageEvents(endless) : ChatChunks(endless);

    public static byte[] Error(HttpStatusCode status) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "error",
        error = new { type = "simulated_error", message = $"The simulated provider answers with {(int)status}." },
    });

    private IEnumerable<string> Words(bool endless)
    {
        do
        {
            for (var i = 0; i < _words.Length; i++)
            {
                yield return i == 0 ? _words[i] : " " + _words[i];
            }
        }
        while (endless);
    }

    private IEnumerable<string> ChatChunks(bool endless)
    {
        foreach (var word in Words(endless))
        {
            yield return ChatChunk([new { index = 0, delta = new { role = "assistant", content = word }, finish_reason = (string?)null }], null);
        }

        yield return ChatChunk([new { index = 0, delta = new { }, finish_reason = "stop" }], null);
        yield return ChatChunk([], ChatUsage());
        yield return "data: [DONE]\n\n";
    }

    private string ChatChunk(object[] choices, object? usage) =>
        $"data: {JsonSerializer.Serialize(new { id = ChatId, @object = "chat.completion.chunk", created = 0, model, choices, usage })}\n\n";

    private object ChatUsage() => new
    {
        prompt_tokens = _inputTokens,
        completion_tokens = _words.Length,
        total_tokens = _inputTokens + _words.Length,
    };

    private IEnumerable<string> MessageEvents(bool endless)
    {
        yield return Event("message_start", new
        {
            type = "message_start",
            message = new
            {
                id = MessageId,
                type = "message",
                role = "assistant",
                model,
                content = Array.Empty<object>(),
                stop_reason = (string?)null,
                stop_sequence = (string?)null,
                usage = new { input_tokens = _inputTokens, output_tokens = 1 },
            },
        });
        yield return Event("content_block_start", new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });
        foreach (var word in Words(endless))
        {
            yield return Event("content_block_delta", new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = word } });
        }

        yield return Event("content_block_stop", new { type = "content_block_stop", index = 0 });
        yield return Event("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = "end_turn", stop_sequence = (string?)null },
            usage = new { output_tokens = _words.Length },
        });
        yield return Event("message_stop", new { type = "message_stop" });
    }

    private static string Event(string name, object value) => $"event: {name}\ndata: {JsonSerializer.Serialize(value)}\n\n";
}
