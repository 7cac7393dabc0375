using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Writes the request to a service with LiteLLM's Generic Guardrail API. https://docs.litellm.ai/docs/adding_provider/generic_guardrail_api</summary>
internal static class GuardrailQuestion
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(GuardrailSettings.GenericApi settings, GuardrailContent content)
    {
        var request = content.Request;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("texts");
            foreach (var text in content.Texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
            WriteConversation(writer, content);
            if (request.Model is { } model)
            {
                writer.WriteString("model", model);
            }

            WriteCaller(writer, request);
            WriteHeaders(writer, GuardrailHeaders.Read(request, settings.ExtraHeaders));
            writer.WriteString("input_type", content.IsResponse ? "response" : "request");
            writer.WriteString("litellm_call_id", request.CallId);
            writer.WriteString("litellm_trace_id", TraceId(request));
            writer.WritePropertyName("additional_provider_specific_params");
            Parameters(settings, content).WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // Without a trace, the call is all there is.
    private static string TraceId(LlmRequest request) =>
        LlmTrace.Current?.Context.TraceId is { } id && id != default ? id.ToHexString() : request.CallId;

    private static void WriteConversation(Utf8JsonWriter writer, GuardrailContent content)
    {
        var conversation = content.ReadConversation();
        Write(writer, "images", [.. conversation?.Images.Select(static image => JsonValue.Create(image)) ?? []]);
        Write(writer, "tools", conversation?.Tools ?? []);
        Write(writer, "tool_calls", content.StreamedCalls.Count > 0 ? content.StreamedCalls : conversation?.ToolCalls ?? []);
        Write(writer, "structured_messages", [.. conversation?.Messages ?? []]);
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<JsonNode?> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            if (item is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                item.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteCaller(Utf8JsonWriter writer, LlmRequest request)
    {
        var caller = request.Caller;
        writer.WriteStartObject("request_data");
        (string Name, string? Value)[] facts =
        [
            ("user_api_key_hash", caller.KeyHash),
            ("user_api_key_alias", caller.KeyAlias),
            ("user_api_key_user_id", caller.UserId),
            ("user_api_key_team_id", caller.TeamId),
            ("user_api_key_team_alias", caller.TeamAlias),
            ("user_api_key_end_user_id", EndUser.Find(request)),
        ];
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, IEnumerable<(string Name, string Value)> headers)
    {
        writer.WriteStartObject("request_headers");
        foreach (var (name, value) in headers)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    // A request may add parameters: {"guardrails": [{"NAME": {"extra_body": {…}}}]}. It cannot change the operator's, such as a threshold.
    private static JsonObject Parameters(GuardrailSettings.GenericApi settings, GuardrailContent content)
    {
        var parameters = JsonNodes.ParseObject(settings.Parameters ?? "{}") ?? new JsonObject();
        foreach (var (name, value) in content.Request.Body is JsonBody body ? GuardrailParameters.Read(body.Root, settings.Name) : [])
        {
            if (!parameters.ContainsKey(name))
            {
                parameters[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return parameters;
    }
}
