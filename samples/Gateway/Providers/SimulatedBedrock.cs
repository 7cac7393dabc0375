using System.Net.Mime;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The simulated provider's answers in the form of Bedrock. Converse has one form; InvokeModel has the form of the model's own API, which the
/// request shows: Anthropic's has <c>anthropic_version</c>, Meta's has <c>prompt</c>, and others get Amazon's.
/// </summary>
internal static class SimulatedBedrock
{
    private const string EndOfTurn = "end_turn";

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html</summary>
    public static object Converse(SimulatedText text) => new
    {
        output = new { message = Message(text.Whole) },
        stopReason = EndOfTurn,
        usage = Usage(text),
        metrics = new { latencyMs = 1 },
    };

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html</summary>
    public static IEnumerable<byte[]> ConverseFrames(SimulatedText text, bool endless)
    {
        yield return Frame("messageStart", new { role = "assistant" });
        foreach (var word in text.Words(endless))
        {
            yield return Frame("contentBlockDelta", new { contentBlockIndex = 0, delta = new { text = word } });
        }

        yield return Frame("contentBlockStop", new { contentBlockIndex = 0 });
        yield return Frame("messageStop", new { stopReason = EndOfTurn });
        yield return Frame("metadata", new { usage = Usage(text), metrics = new { latencyMs = 1 } });
    }

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html</summary>
    public static object Invoked(SimulatedCall call, SimulatedText text) =>
        IsAnthropics(call) ? new
        {
            id = "msg_simulated",
            type = "message",
            role = "assistant",
            model = text.Model,
            content = new[] { new { type = "text", text = text.Whole } },
            stop_reason = EndOfTurn,
            usage = new { input_tokens = text.InputTokens, output_tokens = text.OutputTokens },
        }
        : IsMetas(call) ? new { generation = text.Whole, prompt_token_count = text.InputTokens, generation_token_count = text.OutputTokens, stop_reason = "stop" }
        : new { output = new { message = Message(text.Whole) }, stopReason = EndOfTurn, usage = Usage(text) };

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html</summary>
    public static IEnumerable<byte[]> InvokedFrames(SimulatedCall call, SimulatedText text, bool endless) =>
        Chunks(call, text, endless).Select(chunk => Frame("chunk", new { bytes = JsonSerializer.SerializeToUtf8Bytes(chunk) }));

    private static IEnumerable<object> Chunks(SimulatedCall call, SimulatedText text, bool endless) =>
        IsAnthropics(call) ? AnthropicsChunks(text, endless)
        : IsMetas(call) ? text.Words(endless).Select(word => (object)new { generation = word, stop_reason = (string?)null }).Append(Counted(text, ("generation", ""), ("stop_reason", "stop"), ("generation_token_count", text.OutputTokens), ("prompt_token_count", text.InputTokens)))
        : AmazonsChunks(text, endless);

    private static IEnumerable<object> AnthropicsChunks(SimulatedText text, bool endless)
    {
        yield return new { type = "message_start", message = new { id = "msg_simulated", type = "message", role = "assistant", model = text.Model, content = Array.Empty<object>(), usage = new { input_tokens = text.InputTokens, output_tokens = 1 } } };
        yield return new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } };
        foreach (var word in text.Words(endless))
        {
            yield return new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = word } };
        }

        yield return new { type = "content_block_stop", index = 0 };
        yield return new { type = "message_delta", delta = new { stop_reason = EndOfTurn }, usage = new { output_tokens = text.OutputTokens } };
        yield return Counted(text, ("type", "message_stop"));
    }

    private static IEnumerable<object> AmazonsChunks(SimulatedText text, bool endless)
    {
        yield return new { messageStart = new { role = "assistant" } };
        foreach (var word in text.Words(endless))
        {
            yield return new { contentBlockDelta = new { delta = new { text = word }, contentBlockIndex = 0 } };
        }

        yield return new { contentBlockStop = new { contentBlockIndex = 0 } };
        yield return new { messageStop = new { stopReason = EndOfTurn } };
        yield return Counted(text, ("metadata", new { usage = Usage(text) }));
    }

    // Bedrock adds its own counts to the last chunk of every model.
    private static Dictionary<string, object> Counted(SimulatedText text, params (string Name, object Value)[] members)
    {
        var chunk = members.ToDictionary(member => member.Name, member => member.Value);
        chunk["amazon-bedrock-invocationMetrics"] = new { inputTokenCount = text.InputTokens, outputTokenCount = text.OutputTokens, invocationLatency = 1, firstByteLatency = 1 };
        return chunk;
    }

    private static bool IsAnthropics(SimulatedCall call) => call.Body.TryGetProperty("anthropic_version", out _);

    private static bool IsMetas(SimulatedCall call) => call.Body.TryGetProperty("prompt", out _);

    private static object Message(string text) => new { role = "assistant", content = new[] { new { text } } };

    private static object Usage(SimulatedText text) => new { inputTokens = text.InputTokens, outputTokens = text.OutputTokens, totalTokens = text.InputTokens + text.OutputTokens };

    private static byte[] Frame(string type, object payload) => EventFrames.Frame(
        JsonSerializer.SerializeToUtf8Bytes(payload), (":event-type", type), (":content-type", MediaTypeNames.Application.Json), (":message-type", "event"));
}
