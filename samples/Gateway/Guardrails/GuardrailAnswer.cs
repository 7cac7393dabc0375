using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the answer of a service with LiteLLM's Generic Guardrail API.</summary>
internal sealed class GuardrailAnswer(string guardrail, JsonNode? json)
{
    // The first is LiteLLM's. Services that were written for other gateways use the others.
    private static readonly string[] Reasons = ["blocked_reason", "block_reason", "reason", "message", "detail", "error", "explanation", "description"];

    /// <summary>Why the service blocks; <see langword="null"/> if it does not say.</summary>
    public string? Reason => FindReason(json);

    /// <summary>
    /// Whether an answer with <paramref name="status"/> is a block: a service may tell it as an HTTP error with a reason. A 403 must have a
    /// field of the Generic Guardrail API, because whatever is in front of the service refuses a wrong key with 403 and a message too.
    /// </summary>
    public bool IsBlock(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => Reason is not null,
        HttpStatusCode.Forbidden => json.Text("action") == "BLOCKED" || FindReason(json.Member("blocked_reason")) is not null,
        _ => false,
    };

    /// <summary>Applies the decision to <paramref name="content"/>.</summary>
    /// <exception cref="GuardrailBlockedException">The decision is to block.</exception>
    /// <exception cref="JsonException">The answer cannot be read.</exception>
    public GuardrailOutcome Apply(GuardrailContent content)
    {
        switch (json.Text("action"))
        {
            case "NONE":
                return GuardrailOutcome.Passed;
            case "BLOCKED":
                throw new GuardrailBlockedException(guardrail, Reason);
            case "GUARDRAIL_INTERVENED":
                return content.CanMask ? Change(content) : GuardrailOutcome.Blocked() with { Reason = "The guardrail changes content that the provider has already." };
            default:
                throw new JsonException($"{guardrail} answered with an unknown action: '{json.Member("action")}'.");
        }
    }

    private GuardrailOutcome Change(GuardrailContent content)
    {
        var (images, tools, calls) = (Array("images"), Array("tools"), Array("tool_calls"));
        if (calls is not null && content.StreamedCalls.Count > 0 && !calls.Select(FunctionOf).SequenceEqual(content.StreamedCalls.Select(FunctionOf)))
        {
            return GuardrailOutcome.Blocked() with { Reason = "The guardrail changes tool calls of a stream, which the gateway cannot change." };
        }

        var masked = ReplaceTexts(content, isRequired: images is null && tools is null && calls is null);
        try
        {
            if (images is not null)
            {
                string[] replacements = [.. images.Select(image => image.Text() ?? throw new JsonException("An image is not a text."))];
                masked += content.Change(conversation => conversation.ReplaceImages(replacements));
            }

            if (tools is not null && !content.IsResponse)
            {
                masked += content.Change(conversation => conversation.ReplaceTools(tools));
            }

            if (calls is not null && content.StreamedCalls.Count == 0)
            {
                masked += content.Change(conversation => conversation.ReplaceToolCalls(calls));
            }
        }
        catch (JsonException exception)
        {
            throw new JsonException($"{guardrail} changed the conversation, but the gateway cannot use its answer. {exception.Message}", exception);
        }

        return GuardrailOutcome.Masked(masked);
    }

    private static (string? Name, string? Arguments) FunctionOf(JsonNode? call) => (call.Member("function").Text("name"), call.Member("function").Text("arguments"));

    // LiteLLM's services return every field that they were sent, unchanged ones and empty ones included.
    private List<JsonNode?>? Array(string name) => json.Member(name) is JsonArray { Count: > 0 } array ? [.. array] : null;

    private int ReplaceTexts(GuardrailContent content, bool isRequired)
    {
        if (json.Member("texts") is not JsonArray texts || (texts.Count == 0 && !isRequired))
        {
            return isRequired ? throw new JsonException($"{guardrail} changed the texts but returned no texts.") : 0;
        }

        if (texts.Count != content.Texts.Count)
        {
            throw new JsonException($"{guardrail} changed the texts but returned a different number of texts.");
        }

        var masked = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            var text = texts[i].Text() ?? throw new JsonException($"{guardrail} returned a value that is not a text.");
            if (text != content.Texts[i])
            {
                content.Mask(i, text);
                masked++;
            }
        }

        return masked;
    }

    private static string? FindReason(JsonNode? node) => node switch
    {
        JsonValue => node.Text() is { Length: > 0 } text ? text : null,
        JsonArray array => array.Select(FindReason).FirstOrDefault(static reason => reason is not null),
        JsonObject => Reasons.Select(name => FindReason(node.Member(name))).FirstOrDefault(static reason => reason is not null),
        _ => null,
    };
}
