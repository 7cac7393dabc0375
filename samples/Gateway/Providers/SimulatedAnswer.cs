using System.Net;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The answers of the simulated provider, for each API that answers with text.</summary>
internal sealed class SimulatedAnswer(WireFormat format, string model, List<string> texts)
{
    private const string ChatId = "chatcmpl-simulated";
    private const string MessageId = "msg_simulated";
    private const string ResponseId = "resp_simulated";
    private const string Done = "data: [DONE]\n\n";

    private readonly string[] _words = $"Hello from {model}. You said: {texts.LastOrDefault() ?? "nothing"}".Split(' ');
    private readonly int _inputTokens = texts.Sum(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    private string Text => string.Join(' ', _words);

    /// <summary>The answer without streaming.</summary>
    public object Whole() =>
        format == WireFormats.Messages ? Message(_words, "end_turn", _words.Length)
        : format == WireFormats.Responses ? Response("completed", [OutputItem("completed", [OutputText(Text)])])
        : format == WireFormats.GenerateContent ? Candidate(Text, isLast: true)
        : format == WireFormats.Completions ? Completion(Text, "stop", ChatUsage())
        : Chat("chat.completion", [new { index = 0, message = new { role = "assistant", content = Text }, finish_reason = "stop" }], ChatUsage());

    /// <summary>The events of the streamed answer; an endless answer repeats the same words.</summary>
    public IEnumerable<string> Chunks(bool endless, bool withUsage) =>
        format == WireFormats.Messages ? MessageEvents(endless)
        : format == WireFormats.Responses ? ResponseEvents(endless)
        : format == WireFormats.GenerateContent ? Words(endless).Select(word => Data(Candidate(word, isLast: false))).Append(Data(Candidate("", isLast: true)))
        : format == WireFormats.Completions ? Words(endless).Select(word => Data(Completion(word, null, null))).Append(Data(Completion("", "stop", null))).Concat(withUsage ? [Data(EmptyCompletion())] : []).Append(Done)
        : ChatChunks(endless, withUsage);

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

    private IEnumerable<string> ChatChunks(bool endless, bool withUsage)
    {
        foreach (var word in Words(endless))
        {
            yield return ChatChunk([new { index = 0, delta = new { role = "assistant", content = word }, finish_reason = (string?)null }], null);
        }

        yield return ChatChunk([new { index = 0, delta = new { }, finish_reason = "stop" }], null);
        if (withUsage)
        {
            yield return ChatChunk([], ChatUsage());
        }

        yield return Done;
    }

    private string ChatChunk(object[] choices, object? usage) => Data(Chat("chat.completion.chunk", choices, usage));

    private object Chat(string kind, object[] choices, object? usage) => new { id = ChatId, @object = kind, created = 0, model, choices, usage };

    private object Completion(string text, string? finishReason, object? usage) => new
    {
        id = "cmpl-simulated",
        @object = "text_completion",
        created = 0,
        model,
        choices = new[] { new { index = 0, text, logprobs = (object?)null, finish_reason = finishReason } },
        usage,
    };

    private object EmptyCompletion() => new { id = "cmpl-simulated", @object = "text_completion", created = 0, model, choices = Array.Empty<object>(), usage = ChatUsage() };

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
            message = Message([], null, 1),
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

    private object Message(string[] words, string? stopReason, int outputTokens) => new
    {
        id = MessageId,
        type = "message",
        role = "assistant",
        model,
        content = words.Length == 0 ? [] : new object[] { new { type = "text", text = string.Join(' ', words) } },
        stop_reason = stopReason,
        stop_sequence = (string?)null,
        usage = new { input_tokens = _inputTokens, output_tokens = outputTokens },
    };

    private IEnumerable<string> ResponseEvents(bool endless)
    {
        yield return Event("response.created", new { type = "response.created", response = Response("in_progress", []) });
        yield return Event("response.output_item.added", new { type = "response.output_item.added", output_index = 0, item = OutputItem("in_progress", []) });
        yield return Event("response.content_part.added", new { type = "response.content_part.added", item_id = MessageId, output_index = 0, content_index = 0, part = OutputText("") });
        foreach (var delta in Words(endless))
        {
            yield return Event("response.output_text.delta", new { type = "response.output_text.delta", item_id = MessageId, output_index = 0, content_index = 0, delta });
        }

        yield return Event("response.output_text.done", new { type = "response.output_text.done", item_id = MessageId, output_index = 0, content_index = 0, text = Text });
        yield return Event("response.content_part.done", new { type = "response.content_part.done", item_id = MessageId, output_index = 0, content_index = 0, part = OutputText(Text) });
        yield return Event("response.output_item.done", new { type = "response.output_item.done", output_index = 0, item = OutputItem("completed", [OutputText(Text)]) });
        yield return Event("response.completed", new { type = "response.completed", response = Whole() });
    }

    private object Response(string status, object[] output) => new
    {
        id = ResponseId,
        @object = "response",
        created_at = 0,
        status,
        model,
        output,
        usage = output.Length == 0 ? null : new { input_tokens = _inputTokens, output_tokens = _words.Length, total_tokens = _inputTokens + _words.Length },
    };

    private static object OutputItem(string status, object[] content) => new { id = MessageId, type = "message", status, role = "assistant", content };

    private static object OutputText(string text) => new { type = "output_text", text, annotations = Array.Empty<object>() };

    private object Candidate(string text, bool isLast) => new
    {
        candidates = new[] { new { content = new { role = "model", parts = new[] { new { text } } }, finishReason = isLast ? "STOP" : null, index = 0 } },
        usageMetadata = new { promptTokenCount = _inputTokens, candidatesTokenCount = _words.Length, totalTokenCount = _inputTokens + _words.Length },
        modelVersion = model,
        responseId = "gen-simulated",
    };

    private static string Data(object value) => $"data: {JsonSerializer.Serialize(value)}\n\n";

    private static string Event(string name, object value) => $"event: {name}\n{Data(value)}";
}
