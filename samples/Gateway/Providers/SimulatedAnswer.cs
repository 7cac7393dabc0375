using System.Net;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The simulated provider's answers in the forms of OpenAI, Anthropic and Gemini.</summary>
internal sealed class SimulatedAnswer(WireFormat format, SimulatedText text)
{
    private const string ChatId = "chatcmpl-simulated";
    private const string MessageId = "msg_simulated";
    private const string ResponseId = "resp_simulated";
    private const string Done = "data: [DONE]\n\n";

    /// <summary>The answer without streaming.</summary>
    public object Whole() =>
        format == WireFormats.Messages ? Message(text.Whole, "end_turn", text.OutputTokens)
        : format == WireFormats.Responses ? Response("completed", [OutputItem("completed", [OutputText(text.Whole)])])
        : format == WireFormats.GenerateContent ? Candidate(text.Whole, isLast: true)
        : format == WireFormats.Completions ? Completion(text.Whole, "stop", ChatUsage())
        : Chat("chat.completion", [new { index = 0, message = new { role = "assistant", content = text.Whole }, finish_reason = "stop" }], ChatUsage());

    /// <summary>The events of the streamed answer; an endless answer repeats the same words.</summary>
    public IEnumerable<string> Chunks(bool endless, bool withUsage) =>
        format == WireFormats.Messages ? MessageEvents(endless)
        : format == WireFormats.Responses ? ResponseEvents(endless)
        : format == WireFormats.GenerateContent ? text.Words(endless).Select(word => Data(Candidate(word, isLast: false))).Append(Data(Candidate("", isLast: true)))
        : format == WireFormats.Completions ? text.Words(endless).Select(word => Data(Completion(word, null, null))).Append(Data(Completion("", "stop", null))).Concat(withUsage ? [Data(EmptyCompletion())] : []).Append(Done)
        : ChatChunks(endless, withUsage);

    public static byte[] Error(HttpStatusCode status, string? code) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "error",
        error = new { type = code ?? "simulated_error", message = $"The simulated provider answers with {(int)status}." },
    });

    private IEnumerable<string> ChatChunks(bool endless, bool withUsage)
    {
        foreach (var word in text.Words(endless))
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

    private object Chat(string kind, object[] choices, object? usage) => new { id = ChatId, @object = kind, created = 0, model = text.Model, choices, usage };

    private object Completion(string part, string? finishReason, object? usage) => new
    {
        id = "cmpl-simulated",
        @object = "text_completion",
        created = 0,
        model = text.Model,
        choices = new[] { new { index = 0, text = part, logprobs = (object?)null, finish_reason = finishReason } },
        usage,
    };

    private object EmptyCompletion() => new { id = "cmpl-simulated", @object = "text_completion", created = 0, model = text.Model, choices = Array.Empty<object>(), usage = ChatUsage() };

    private object ChatUsage() => new
    {
        prompt_tokens = text.InputTokens,
        completion_tokens = text.OutputTokens,
        total_tokens = text.InputTokens + text.OutputTokens,
    };

    private IEnumerable<string> MessageEvents(bool endless)
    {
        yield return Event("message_start", new
        {
            type = "message_start",
            message = Message(null, null, 1),
        });
        yield return Event("content_block_start", new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });
        foreach (var word in text.Words(endless))
        {
            yield return Event("content_block_delta", new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = word } });
        }

        yield return Event("content_block_stop", new { type = "content_block_stop", index = 0 });
        yield return Event("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = "end_turn", stop_sequence = (string?)null },
            usage = new { output_tokens = text.OutputTokens },
        });
        yield return Event("message_stop", new { type = "message_stop" });
    }

    private object Message(string? content, string? stopReason, int outputTokens) => new
    {
        id = MessageId,
        type = "message",
        role = "assistant",
        model = text.Model,
        content = content is null ? [] : new object[] { new { type = "text", text = content } },
        stop_reason = stopReason,
        stop_sequence = (string?)null,
        usage = new { input_tokens = text.InputTokens, output_tokens = outputTokens },
    };

    private IEnumerable<string> ResponseEvents(bool endless)
    {
        yield return Event("response.created", new { type = "response.created", response = Response("in_progress", []) });
        yield return Event("response.output_item.added", new { type = "response.output_item.added", output_index = 0, item = OutputItem("in_progress", []) });
        yield return Event("response.content_part.added", new { type = "response.content_part.added", item_id = MessageId, output_index = 0, content_index = 0, part = OutputText("") });
        foreach (var delta in text.Words(endless))
        {
            yield return Event("response.output_text.delta", new { type = "response.output_text.delta", item_id = MessageId, output_index = 0, content_index = 0, delta });
        }

        yield return Event("response.output_text.done", new { type = "response.output_text.done", item_id = MessageId, output_index = 0, content_index = 0, text = text.Whole });
        yield return Event("response.content_part.done", new { type = "response.content_part.done", item_id = MessageId, output_index = 0, content_index = 0, part = OutputText(text.Whole) });
        yield return Event("response.output_item.done", new { type = "response.output_item.done", output_index = 0, item = OutputItem("completed", [OutputText(text.Whole)]) });
        yield return Event("response.completed", new { type = "response.completed", response = Whole() });
    }

    private object Response(string status, object[] output) => new
    {
        id = ResponseId,
        @object = "response",
        created_at = 0,
        status,
        model = text.Model,
        output,
        usage = output.Length == 0 ? null : new { input_tokens = text.InputTokens, output_tokens = text.OutputTokens, total_tokens = text.InputTokens + text.OutputTokens },
    };

    private static object OutputItem(string status, object[] content) => new { id = MessageId, type = "message", status, role = "assistant", content };

    private static object OutputText(string part) => new { type = "output_text", text = part, annotations = Array.Empty<object>() };

    private object Candidate(string part, bool isLast) => new
    {
        candidates = new[] { new { content = new { role = "model", parts = new[] { new { text = part } } }, finishReason = isLast ? "STOP" : null, index = 0 } },
        usageMetadata = new { promptTokenCount = text.InputTokens, candidatesTokenCount = text.OutputTokens, totalTokenCount = text.InputTokens + text.OutputTokens },
        modelVersion = text.Model,
        responseId = "gen-simulated",
    };

    private static string Data(object value) => $"data: {JsonSerializer.Serialize(value)}\n\n";

    public static string Event(string name, object value) => $"event: {name}\n{Data(value)}";
}
