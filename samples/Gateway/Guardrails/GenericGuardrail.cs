using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail that calls a service with LiteLLM's Generic Guardrail API.</summary>
internal sealed class GenericGuardrail(GuardrailSettings.GenericApi settings, IHttpClientFactory clients) : IGuardrail
{
    public const string HttpClientName = "guardrails";
    public const string SimulatedClientName = "simulated guardrails";

    private const string Path = "/beta/litellm_basic_guardrail_api";

    public GuardrailSettings Settings => settings;

    public string Name => settings.Name;

    public static Uri EndpointFor(Uri apiBase)
    {
        var address = apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(address.EndsWith(Path, StringComparison.Ordinal) ? address : address + Path);
    }

    public async ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Endpoint) { Content = new ByteArrayContent(Question(content)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Timeout);
        try
        {
            using var answer = await AskAsync(request, timeout.Token);
            return Decide(answer.RootElement, content) with { Response = answer.RootElement.GetRawText() };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuardrailUnreachableException($"{Name} did not answer within {settings.Timeout.TotalSeconds} s.", exception);
        }
    }

    private async Task<JsonDocument> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(settings.Endpoint.Host == SimulatedGuardrail.Host ? SimulatedClientName : HttpClientName).SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            {
                throw new GuardrailUnreachableException($"{Name} answered with status {(int)response.StatusCode}.");
            }

            response.EnsureSuccessStatusCode();
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null && exception is not GuardrailUnreachableException)
        {
            throw new GuardrailUnreachableException($"{Name} cannot be reached.", exception);
        }
    }

    private byte[] Question(GuardrailContent content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("texts");
            foreach (var text in content.Texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
            WriteCaller(writer, content.Request.Caller);
            writer.WriteString("input_type", content.IsResponse ? "response" : "request");
            writer.WriteString("litellm_call_id", content.Request.CallId);
            writer.WriteString("litellm_trace_id", content.Request.CallId);
            if (settings.Parameters is not null)
            {
                writer.WritePropertyName("additional_provider_specific_params");
                writer.WriteRawValue(settings.Parameters);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteCaller(Utf8JsonWriter writer, Caller caller)
    {
        writer.WriteStartObject("request_data");
        (string Name, string? Value)[] facts =
        [
            ("user_api_key_hash", caller.KeyHash),
            ("user_api_key_alias", caller.KeyAlias),
            ("user_api_key_user_id", caller.UserId),
            ("user_api_key_team_id", caller.TeamId),
            ("user_api_key_team_alias", caller.TeamAlias),
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

    private GuardrailOutcome Decide(JsonElement answer, GuardrailContent content)
    {
        var action = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("action", out var value) ? value.ToString() : null;
        switch (action)
        {
            case "NONE":
                return GuardrailOutcome.Passed;
            case "BLOCKED":
                throw new GuardrailBlockedException(
                    Name, answer.TryGetProperty("blocked_reason", out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null);
            case "GUARDRAIL_INTERVENED":
                return content.CanMask ? Mask(answer, content) : GuardrailOutcome.Blocked();
            default:
                throw new JsonException($"{Name} answered with an unknown action: '{action}'.");
        }
    }

    private GuardrailOutcome Mask(JsonElement answer, GuardrailContent content)
    {
        if (!answer.TryGetProperty("texts", out var texts) || texts.ValueKind != JsonValueKind.Array || texts.GetArrayLength() != content.Texts.Count)
        {
            throw new JsonException($"{Name} changed the texts but returned a different number of texts.");
        }

        var masked = 0;
        for (var i = 0; i < content.Texts.Count; i++)
        {
            var text = texts[i].ValueKind == JsonValueKind.String ? texts[i].GetString()! : throw new JsonException($"{Name} returned a value that is not a text.");
            if (text != content.Texts[i])
            {
                content.Mask(i, text);
                masked++;
            }
        }

        return GuardrailOutcome.Masked(masked);
    }
}
