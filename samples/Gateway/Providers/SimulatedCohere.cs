namespace TracedLlm.Samples.Gateway;

/// <summary>The simulated provider's answers in the form of Cohere's chat: https://docs.cohere.com/reference/chat.</summary>
internal static class SimulatedCohere
{
    private const string Id = "cohere-simulated";
    private const string Complete = "COMPLETE";

    public static object Whole(SimulatedText text) => new
    {
        id = Id,
        finish_reason = Complete,
        message = new { role = "assistant", content = new[] { new { type = "text", text = text.Whole } } },
        usage = Usage(text),
    };

    public static IEnumerable<string> Events(SimulatedText text, bool endless)
    {
        yield return Event("message-start", new { id = Id, type = "message-start", delta = new { message = new { role = "assistant", content = Array.Empty<object>() } } });
        yield return Event("content-start", new { type = "content-start", index = 0, delta = new { message = new { content = new { type = "text", text = "" } } } });
        foreach (var word in text.Words(endless))
        {
            yield return Event("content-delta", new { type = "content-delta", index = 0, delta = new { message = new { content = new { text = word } } } });
        }

        yield return Event("content-end", new { type = "content-end", index = 0 });
        yield return Event("message-end", new { type = "message-end", delta = new { finish_reason = Complete, usage = Usage(text) } });
    }

    public static object Embeddings(SimulatedCall call)
    {
        var texts = call.TextsIn(WireFormats.CohereEmbed);
        return new
        {
            id = Id,
            texts,
            embeddings = new { @float = texts.Select(SimulatedApis.Vector) },
            meta = new { billed_units = new { input_tokens = SimulatedApis.Words(texts) } },
        };
    }

    private static object Usage(SimulatedText text) => new
    {
        billed_units = new { input_tokens = text.InputTokens, output_tokens = text.OutputTokens },
        tokens = new { input_tokens = text.InputTokens, output_tokens = text.OutputTokens },
    };

    private static string Event(string name, object value) => SimulatedAnswer.Event(name, value);
}
